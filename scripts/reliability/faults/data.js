// Data that changes or disappears, and downloads that stall, are cut off or deliver a different file.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { create } from 'tar';
import { cifarFiles, picture } from '../pictures.js';
import { startWith } from '../processes.js';
import { expectRefusal, folderOf } from '../work.js';
import { EXIT } from '../../setup/exit-codes.js';

/** @typedef {import('./index.js').Fault} Fault */

/**
 * Damages one of the images while a run reads them, which ends the run, and restores the image.
 * @param {string} name @param {RegExp} message @param {number} exitCode of the run
 * @param {(image: string) => void | Promise<void>} harm
 * @returns {Fault}
 */
function harmedImage(name, message, exitCode, harm) {
  return {
    name: `an image ${name} during the run`,
    expected: `exit code ${exitCode} with its name, refused until the image is back; then it resumes`,
    async attempt({ photos }, random) {
      const out = photos.fresh();
      const image = join(photos.folder, 'train/a', `${String(2 * random(12)).padStart(2, '0')}.png`);
      const kept = join(photos.folder, 'kept');
      copyFileSync(image, kept);
      const run = await photos.startTo(out, 5 + random(10));
      try {
        await harm(image);
        expectRefusal(await run.ended, exitCode, message);
        const again = await photos.start(out).ended;
        assert.notEqual(again.code, EXIT.OK);
        assert.match(again.stderr, OTHER_DATA);
      } finally {
        rmSync(image, { recursive: true, force: true });
        copyFileSync(kept, image);
      }
      const { stderr } = await photos.expectResumes(out);
      assert.match(stderr, /resuming at iteration/);
    },
  };
}

const OTHER_DATA = /was trained on different data/;

/**
 * Changes a CIFAR file during a run that has read it. Once it is restored, the finished run is not repeated.
 * @param {string} name @param {(file: string) => void} harm @param {RegExp} refusal
 * @returns {Fault}
 */
function harmedFile(name, harm, refusal) {
  return {
    name: `a data file ${name} between stop and resume`,
    expected: 'exit code 3, naming the file or saying that the data differs; resumes once it is restored',
    async attempt({ cifar }, random) {
      const out = cifar.fresh();
      const file = join(cifar.folder, 'tiny/train.bin');
      const kept = readFileSync(file);
      const run = await cifar.startTo(out, 5 + random(10));
      run.process.kill('SIGTERM');
      assert.equal((await run.ended).code, EXIT.SIGTERM);
      harm(file);
      expectRefusal(await cifar.start(out).ended, EXIT.DATA, refusal);
      writeFileSync(file, kept);
      await cifar.expectResumes(out);
    },
  };
}

/** @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse, archive: Buffer, count: number) => void} Answer */

/**
 * Fetches a small data set from a server on this machine.
 * @param {Answer} answer @param {Record<string, string>} [more] of the descriptor's archive
 */
async function fetched(answer, more = {}) {
  const packed = folderOf(cifarFiles());
  await create({ gzip: true, cwd: packed, file: join(packed, 'tiny.tar.gz') }, ['tiny']);
  const archive = readFileSync(join(packed, 'tiny.tar.gz'));
  rmSync(packed, { recursive: true });
  return fetchArchive(archive, answer, more);
}

/**
 * Runs `dropin datasets fetch` for an archive on a server on this machine.
 * @param {Buffer} archive @param {Answer} [answer] @param {Record<string, string>} [more] of the descriptor's archive
 */
export async function fetchArchive(archive, answer = whole, more = {}) {
  let count = 0;
  const server = createServer((request, response) => answer(request, response, archive, ++count));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const digest = (/** @type {string} */ kind) => createHash(kind).update(archive).digest('hex');
  const described = {
    url: `http://127.0.0.1:${port}/tiny.tar.gz`,
    bytes: archive.length,
    sha256: digest('sha256'),
    md5: digest('md5'),
    ...more,
  };
  const root = folderOf({
    'tiny.yaml':
      `name: tiny\nformat: cifar\nimage: [32, 32, 3]\nclasses: 10\narchive: ${JSON.stringify(described)}\nfolder: tiny\n` +
      'train: {files: [train.bin], count: 40}\ntest: {files: [test.bin], count: 10}\n',
  });
  const into = join(root, 'into');
  mkdirSync(into);
  try {
    const ended = await startWith(root, {}, 'datasets', 'fetch', 'tiny.yaml', '--root', into).ended;
    return { ended, into, root, count };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Sends the archive, or the requested part of it. @type {Answer} */
const whole = ({ headers }, response, archive) => {
  const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': archive.length - from });
  response.end(archive.subarray(from));
};

/** @param {Awaited<ReturnType<typeof fetchArchive>>} fetched */
function expectWhole({ ended, into }) {
  assert.equal(ended.code, EXIT.OK, ended.stderr);
  for (const [path, bytes] of Object.entries(cifarFiles())) {
    assert.ok(readFileSync(join(into, path)).equals(Buffer.from(bytes)), path);
  }
}

/** @type {Fault[]} */
export const data = [
  // A file that disappears is a fault of the machine, not a bad image.
  harmedImage('removed', /train\/a\/\d+\.png cannot be read: ENOENT/, EXIT.FAILED, (image) => rmSync(image)),
  harmedImage('cut in half', /train\/a\/\d+\.png (has changed|is truncated|is damaged)/, EXIT.DATA, (image) =>
    truncateSync(image, Math.floor(readFileSync(image).length / 2)),
  ),
  harmedImage('replaced by another', /train\/a\/\d+\.png has changed/, EXIT.DATA, async (image) => {
    writeFileSync(`${image}.new`, await picture(999, 0, 20));
    renameSync(`${image}.new`, image);
  }),
  harmedFile('removed', (file) => rmSync(file), /holds neither the files/),
  harmedFile(
    'changed by one bit',
    (file) => {
      const bytes = readFileSync(file);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    },
    OTHER_DATA,
  ),
  harmedFile(
    'cut short',
    (file) => truncateSync(file, 5000),
    /train\.bin is not a CIFAR-10 binary file, or is truncated/,
  ),
  {
    name: 'a download cut off',
    expected: 'requests the rest; the files are complete',
    async attempt(_, random) {
      const result = await fetched((request, response, archive, count) => {
        if (count > 1) return whole(request, response, archive, count);
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.subarray(0, 1 + random(archive.length - 1)), () => response.destroy());
      });
      expectWhole(result);
      assert.ok(result.count > 1);
    },
  },
  {
    name: 'a download that stalls',
    expected: 'gives up after a minute of silence, requests the rest; the files are complete',
    slow: true,
    async attempt(_, random) {
      const result = await fetched((request, response, archive, count) => {
        if (count > 1) return whole(request, response, archive, count);
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.subarray(0, 1 + random(archive.length - 1)));
      });
      expectWhole(result);
      assert.ok(result.count > 1);
    },
  },
  {
    name: 'a download of a different file than expected',
    expected: 'exit code 3 with both checksums; the download is deleted',
    async attempt() {
      const { ended, into } = await fetched(whole, { sha256: 'a'.repeat(64) });
      expectRefusal(
        ended,
        3,
        /is not the expected file: its SHA-256 is [0-9a-f]{64}, expected a{64}; the download was deleted/,
      );
      assert.deepEqual(readdirSync(into), []);
      assert.equal(existsSync(join(into, 'tiny')), false);
    },
  },
];
