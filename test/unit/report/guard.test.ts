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
  ['a typed address', { host: 'localhost:8080', 'sec-fetch-site': 'none' }],
  ['a tunnel from another port', { host: 'localhost:9000', origin: 'http://localhost:9000' }],
  ['a tunnel with https', { host: 'localhost:9000', origin: 'https://localhost:9000' }],
  ['IPv6', { host: '[::1]:8080' }],
  ['curl, which sends neither Origin nor Sec-Fetch-Site', { host: 'localhost:8080' }],
])('accepted: %s', (_, headers) => {
  expect(isOwn(headers)).toBe(true);
});

test.each([
  ['a name that resolves to this machine', { host: 'evil.example:8080' }],
  ['a name that starts like ours', { host: '127.0.0.1.evil.example' }],
  ['another site', { host: 'localhost:8080', origin: 'https://evil.example' }],
  ['another port of this machine', { host: 'localhost:8080', origin: 'http://localhost:3000' }],
  ['an image or frame of another site', { host: 'localhost:8080', 'sec-fetch-site': 'cross-site' }],
  ['a page of another port', { host: 'localhost:8080', 'sec-fetch-site': 'same-site' }],
  ['a sandboxed page', { host: 'localhost:8080', origin: 'null' }],
  ['no Host', {}],
  ['an invalid Host', { host: 'a b' }],
])('refused: %s', (_, headers) => {
  expect(isOwn(headers)).toBe(false);
});

test('a port in use is an error with exit code 2', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(watchResults('results', port)).rejects.toMatchObject({
    message: `--port ${port}: already in use by another program; choose another port or omit --port`,
    exitCode: 2,
  });
  other.close();
});
