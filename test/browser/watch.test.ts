import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { get, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchResults, type Watch } from '../../src/report/watch/server.js';
import { makeRun } from '../unit/report/made-run.js';

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const REASON = BROWSER === undefined ? ' (skipped: no Chromium; apt-get install chromium)' : '';

let root = '';
let watch: Watch;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'dropin-watch-'));
  makeRun({ root, id: 'one', config: 'lenet10', status: 'running', accuracies: [0.5, 0.6] });
  makeRun({ root, id: 'two', config: 'lenet10', seed: 2, accuracies: [0.7, 0.8] });
  watch = await watchResults(root, 0);
});
afterEach(async () => {
  await watch.close();
  rmSync(root, { recursive: true });
});

const status = (path: string, options: RequestOptions = {}) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(watch.url.slice(0, -1) + path, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

test('accepts requests from its own pages only, and serves no files', async () => {
  expect(watch.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await status('/update')).toBe(200);
  expect(await status('/update', { headers: { Host: 'evil.example' } })).toBe(403);
  expect(await status('/update', { headers: { Origin: 'https://evil.example' } })).toBe(403);
  expect(await status('/update', { headers: { 'Sec-Fetch-Site': 'cross-site' } })).toBe(403);
  expect(await status('/update', { headers: { Host: 'localhost:9000' } })).toBe(200);
  expect(await status('/update', { method: 'POST' })).toBe(405);
  for (const path of ['/../package.json', '/%2e%2e/package.json', '/one/curve.csv', '//etc/passwd']) {
    expect(await status(path)).toBe(404);
  }
  expect(await status('/compare?run=../../etc/passwd')).toBe(200);
});

test.skipIf(BROWSER === undefined)(
  `the last click wins, whichever response arrives first${REASON}`,
  async () => {
    const browser = await chromium.launch({
      executablePath: BROWSER,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
      let requests = 0;
      await page.route('**/compare?*', async (route) => {
        // The first response arrives after all others.
        if (requests++ === 0) await new Promise((resolve) => setTimeout(resolve, 2000));
        await route.continue();
      });
      await page.goto(watch.url);
      const first = page.waitForResponse((response) => response.url().endsWith('/compare?run=one'));
      await page.locator('input[value="one"]').check();
      await page.locator('input[value="two"]').check();
      await page.locator('#comparison svg:visible').waitFor();
      await first;
      await page.waitForTimeout(200);
      expect(await page.locator('#comparison svg:visible').textContent()).toContain('seed 2');
    } finally {
      await browser.close();
    }
  },
);

test.skipIf(BROWSER === undefined)(`the page follows a run in progress${REASON}`, async () => {
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(watch.url);
    await page.locator('input[value="one"]').check();
    await page.locator('input[value="two"]').check();
    const drawing = page.locator('#comparison svg:visible');
    await drawing.waitFor();
    appendFileSync(join(root, 'one/curve.csv'), '12000,test,0.5,0.912,,,,100.0,6.000\n');
    const box = async () => (await drawing.boundingBox())!;
    await expect
      .poll(
        async () => {
          const { x, y, width, height } = await box();
          await page.mouse.move(x + width - 70, y + height / 2);
          await page.mouse.move(x + width - 71, y + height / 2);
          return page
            .locator('#comparison .tip')
            .textContent({ timeout: 500 })
            .catch(() => '');
        },
        { timeout: 20_000 },
      )
      .toContain('lenet10, seed 1: 91.20 %');
    expect(await page.locator('input[value="one"]').isChecked()).toBe(true);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
