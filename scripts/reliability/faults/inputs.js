// Hostile input on the command line; scripts/fuzz fuzzes the readers.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { startWith } from '../processes.js';
import { expectRefusal, folderOf } from '../work.js';
import { fetchArchive } from './data.js';
import { EXIT } from '../../setup/exit-codes.js';

/** @typedef {import('./index.js').Fault} Fault */

/** A spec that is refused. @param {string} name @param {string} text @param {RegExp} message @returns {Fault} */
function hostileSpec(name, text, message) {
  return {
    name,
    expected: 'exit code 2, with file, line and column; nothing is written',
    async attempt() {
      const folder = folderOf({ 'spec.yaml': text });
      expectRefusal(await startWith(folder, {}, 'run', 'spec.yaml').ended, EXIT.USAGE, message);
      assert.deepEqual(readdirSync(folder), ['spec.yaml']);
    },
  };
}

/** Ten levels of nine aliases each: a gigabyte of text. */
const LAUGHS = 'abcdefghij'
  .split('')
  .map(
    (key, level) =>
      `${key}: &${key} [${Array(9)
        .fill(level === 0 ? 'x' : `*${'abcdefghij'[level - 1]}`)
        .join()}]\n`,
  )
  .join('');

/** @param {string} name */
const named = (name) =>
  `name: ${name}\ndataset: {name: mnist}\nnetwork:\n  - fc: {outputs: 10}\nsolver: {iterations: 1, batch: 1, base_lr: 0.1}\n`;

/**
 * Sends a request to a server on this machine; returns the status.
 * @param {number} port @param {string} path @param {Record<string, string>} headers
 */
function statusOf(port, path, headers) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

/** The addresses on which a port listens, from the kernel's table: hexadecimal, lowest byte first. @param {number} port */
function listeningAt(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => {
    const rows = existsSync(table) ? readFileSync(table, 'utf8').trim().split('\n').slice(1) : [];
    const fields = rows.map((row) => row.trim().split(/\s+/));
    return fields
      .filter(([, local = '', , state]) => local.endsWith(suffix) && state === '0A')
      .map(([, local = '']) => local);
  });
}

/** @type {Fault[]} */
export const inputs = [
  hostileSpec('YAML that expands endlessly', LAUGHS, /spec\.yaml/),
  hostileSpec('a spec that extends itself', 'extends: spec.yaml\n', /spec\.yaml/),
  hostileSpec('a run named ../../escaped', named('../../escaped'), /^spec\.yaml:1:7: name: /m),
  hostileSpec(
    'a run with control characters in its name',
    named('"a\\u001b[2Jb"'),
    /^spec\.yaml:1:7: name: /m,
  ),
  {
    name: 'an image file with control characters in its name',
    expected: 'exit code 3, and none of them reach the terminal',
    async attempt({ photos }) {
      const files = {
        'train/a/\u001b[2J\u202e.png': 'no image',
        'train/b/x.png': 'no image',
        'test/a/x.png': 'no image',
      };
      const root = folderOf(files);
      const args = ['--set', `dataset.root=${root}`];
      const { code, stderr } = await photos.start(photos.fresh(), { args }).ended;
      assert.equal(code, EXIT.DATA, stderr);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(stderr, /[\u001b\u202e]/);
    },
  },
  {
    name: 'an archive of 3 MB that unpacks to 3 GB',
    expected: 'exit code 3, refused before anything is written',
    async attempt() {
      const { ended, into } = await fetchArchive(bomb());
      expectRefusal(ended, EXIT.DATA, /tiny\.tar\.gz is refused: its files have more than 1073741824 bytes/);
      assert.deepEqual(readdirSync(into), ['tiny.tar.gz']);
    },
  },
  {
    name: 'an archive with a path that points outside',
    expected: 'exit code 3, refused before anything is written',
    async attempt() {
      const { ended, into, root } = await fetchArchive(
        gzipSync(Buffer.concat([header('tiny/../../escaped', 0), Buffer.alloc(1024)])),
      );
      expectRefusal(ended, EXIT.DATA, /is refused: "tiny\/\.\.\/\.\.\/escaped" points outside the folder/);
      assert.deepEqual(readdirSync(into), ['tiny.tar.gz']);
      assert.equal(existsSync(join(root, 'escaped')), false);
    },
  },
  {
    name: 'a foreign web page that requests the live page',
    expected: '403 for a foreign Host or Origin, 404 for a path outside, on the loopback address only',
    async attempt() {
      const folder = folderOf({ 'results/secret.txt': 'x' });
      const watch = startWith(folder, {}, 'watch', '--results', 'results');
      /** @type {string} */
      const url = await new Promise((resolve) =>
        watch.process.stdout?.once('data', (text) => resolve(String(text))),
      );
      const port = Number(/:(\d+)\//.exec(url)?.[1]);
      assert.equal(await statusOf(port, '/', {}), 200);
      // A tunnel may lead here from another port of this machine.
      assert.equal(await statusOf(port, '/', { host: `localhost:${port + 1}` }), 200);
      for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`]) {
        assert.equal(await statusOf(port, '/update', { host }), 403, host);
      }
      for (const origin of [
        'http://evil.example',
        'null',
        `http://localhost:${port}`,
        `http://127.0.0.1:${port + 1}`,
      ]) {
        assert.equal(await statusOf(port, '/update', { origin }), 403, origin);
      }
      for (const path of [
        '/../secret.txt',
        '/results/secret.txt',
        '/%2e%2e/secret.txt',
        '/..%2fsecret.txt',
        '//etc/passwd',
      ]) {
        assert.equal(await statusOf(port, path, {}), 404, path);
      }
      assert.deepEqual(
        listeningAt(port).map((address) => address.split(':')[0]),
        ['0100007F'],
      );
      watch.process.kill('SIGTERM');
      assert.equal((await watch.ended).code, EXIT.SIGTERM);
    },
  },
];

/** Three thousand files of one megabyte each; gzip allows concatenated compressed parts. */
function bomb() {
  const megabyte = gzipSync(Buffer.alloc(2 ** 20));
  const parts = Array.from({ length: 3000 }, (_, number) => [
    gzipSync(header(`tiny/${number}`, 2 ** 20)),
    megabyte,
  ]);
  return Buffer.concat(parts.flat());
}

/** @param {string} path @param {number} size */
function header(path, size) {
  const block = Buffer.alloc(512);
  new Header({ path, type: 'File', size, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) }).encode(block);
  return block;
}
