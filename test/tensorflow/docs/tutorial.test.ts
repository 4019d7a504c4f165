import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/setup/paths.js';

const text = readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8');

function blocks(language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, block]) => block!);
}

const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
const work = mkdtempSync(join(tmpdir(), 'dropin-tutorial-'));
const env = { ...process.env, PATH: `${join(ROOT, 'bin')}${delimiter}${process.env.PATH ?? ''}` };

/** The page's spec, with 4 iterations on 64 images. */
function smallSpec(spec: string): string {
  const small = spec
    .replace('length: 200', 'length: 2')
    .replace('iterations: 300', 'iterations: 4')
    .replace('interval: 100', 'interval: 4');
  return `${small}dataset: { limit: 64, test_on: train }\n`;
}

/** Starts the live page, reads it, and stops it as Ctrl-C does. */
async function watch(command: string): Promise<string> {
  const [program, ...args] = command.split(' ');
  const child = spawn(program!, args, { cwd: work, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  const page = await (await fetch(url.toString().trim())).text();
  child.kill('SIGINT');
  expect((await once(child, 'close'))[0]).toBe(130);
  return page;
}

it('every command of docs/tutorial.md works, in its order', async () => {
  expect(commands.map((command) => command.split(' ').slice(0, 2).join(' '))).toEqual(
    // prettier-ignore
    ['init', 'validate', 'summary', 'run', 'plot', 'plot', 'eval', 'sweep', 'runs', 'report', 'watch', 'predict', 'export'].map(
      (name) => `dropin ${name}`,
    ),
  );
  copyFileSync(join(ROOT, 'docs/seven.png'), join(work, 'seven.png'));
  writeFileSync(join(work, 'fast.yaml'), smallSpec(blocks('yaml')[0]!));
  for (const command of commands) {
    if (command === 'dropin watch') {
      expect(await watch(command)).toContain('<html');
      continue;
    }
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: work, env, encoding: 'utf8' });
    expect({ command, status, stderr: status === 0 ? '' : stderr }).toEqual({
      command,
      status: 0,
      stderr: '',
    });
  }
  const written = ['digits.yaml', 'results/fast/curve.csv', 'curve.png', 'results/report/index.html'];
  expect([...written, 'fast-onnx/model.onnx'].filter((file) => !existsSync(join(work, file)))).toEqual([]);
});
