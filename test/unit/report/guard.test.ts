import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isOwn } from '../../../src/report/watch/guard.js';
import { watchResults } from '../../../src/report/watch/server.js';

test.each([
  [
    'the page itself',
    { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' },
  ],
  ['an address typed in', { host: 'localhost:8080', 'sec-fetch-site': 'none' }],
  ['a tunnel from another port', { host: 'localhost:9000', origin: 'http://localhost:9000' }],
  ['a tunnel with https', { host: 'localhost:9000', origin: 'https://localhost:9000' }],
  ['IPv6', { host: '[::1]:8080' }],
  ['curl, which sends neither Origin nor Sec-Fetch-Site', { host: 'localhost:8080' }],
])('let in: %s', (_, headers) => {
  expect(isOwn(headers)).toBe(true);
});

test.each([
  ['a name that resolves to this machine', { host: 'evil.example:8080' }],
  ['a name that begins like ours', { host: '127.0.0.1.evil.example' }],
  ['another site', { host: 'localhost:8080', origin: 'https://evil.example' }],
  ['another port of this machine', { host: 'localhost:8080', origin: 'http://localhost:3000' }],
  ['an image or frame of another site', { host: 'localhost:8080', 'sec-fetch-site': 'cross-site' }],
  ['a page of another port', { host: 'localhost:8080', 'sec-fetch-site': 'same-site' }],
  ['a sandboxed page', { host: 'localhost:8080', origin: 'null' }],
  ['no Host', {}],
  ['a Host that is no name', { host: 'a b' }],
])('refused: %s', (_, headers) => {
  expect(isOwn(headers)).toBe(false);
});

test('a port in use is named, with exit code 2', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(watchResults('results', port)).rejects.toMatchObject({
    message: `--port ${port}: another program uses it; choose another one, or leave --port out`,
    exitCode: 2,
  });
  other.close();
});
