// Full disks, and folders that are read-only, vanish or are not folders. A separate tmpfs serves as the disk.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { picture } from '../pictures.js';
import { startWith } from '../processes.js';
import { checkpointsOf, expectRefusal, folderOf } from '../work.js';
import { EXIT } from '../../setup/exit-codes.js';

/** @typedef {import('./index.js').Fault} Fault */

const FULL = /no space left on (the )?device/i;
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const unavailable = canMount ? undefined : 'it needs permission to mount a file system';

/**
 * Mounts a file system while the body runs.
 * @template T
 * @param {string[]} args of mount, except the folder @param {string} folder @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
async function mounted(args, folder, body) {
  assert.equal(spawnSync('mount', [...args, folder]).status, 0, `mount ${args.join(' ')} ${folder}`);
  try {
    return await body();
  } finally {
    spawnSync('umount', ['-l', folder]);
  }
}

/** @template T @param {number} megabytes @param {(disk: string) => Promise<T>} body @returns {Promise<T>} */
async function onSmallDisk(megabytes, body) {
  const disk = mkdtempSync(join(tmpdir(), 'dropin-disk-'));
  try {
    return await mounted(['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs'], disk, () => body(disk));
  } finally {
    rmSync(disk, { recursive: true, force: true });
  }
}

/**
 * Fills a disk that others write to, except for some bytes; returns the file to remove.
 * @param {string} disk @param {number} left
 */
function fill(disk, left) {
  const filler = join(disk, 'filler');
  const fd = openSync(filler, 'w');
  const bytes = Buffer.alloc(2 ** 20);
  let size = 0;
  try {
    for (;;) size += writeSync(fd, bytes);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOSPC') throw error;
  }
  ftruncateSync(fd, Math.max(0, size - left));
  closeSync(fd);
  return filler;
}

/**
 * @param {string} name @param {number} left bytes @param {number} checkpointEvery iterations
 * @returns {Fault}
 */
function fullDisk(name, left, checkpointEvery) {
  return {
    name: `disk full ${name}`,
    expected: 'exit code 1 with the reason, refused while the disk is full; resumes once there is room',
    unavailable,
    attempt: ({ small }, random) =>
      onSmallDisk(40, async (disk) => {
        const out = small.fresh(disk);
        const more = { args: ['--set', `checkpoint.interval=${checkpointEvery}`] };
        const run = await small.startTo(out, 3 + random(16), more);
        const filler = fill(disk, left);
        expectRefusal(await run.ended, EXIT.FAILED, FULL);
        expectRefusal(await small.start(out, more).ended, EXIT.FAILED, FULL_AGAIN);
        rmSync(filler);
        await small.expectResumes(out, more);
      }),
  };
}

/** Reported before the first step, or if not even the lock can be written. */
const FULL_AGAIN = /MB are free, and \d+ checkpoints need \d+ MB|no space left on (the )?device/i;

/** @type {Fault} */
const fullDiskAtShards = {
  name: 'disk full while shards are written',
  expected: 'exit code 1 with the reason, no partial shards; written in full once there is room',
  unavailable,
  attempt: (_, random) =>
    onSmallDisk(64, async (disk) => {
      const source = await manyPhotos(disk);
      const prepare = () =>
        startWith(source, {}, 'datasets', 'prepare', 'photos.yaml', '--root', source, '--image', '256x256x3');
      const run = prepare();
      const unfinished = () => readdirSync(source).find((name) => name.includes('.unfinished-')) ?? 'none';
      let over = false;
      void run.ended.then(() => (over = true));
      while (!over && !existsSync(join(source, unfinished(), 'train-00000.pixels'))) await sleep(1);
      const filler = fill(disk, random(200_000));
      expectRefusal(await run.ended, EXIT.FAILED, FULL);
      assert.deepEqual(
        readdirSync(source).filter((name) => name.startsWith('shards')),
        [],
      );
      rmSync(filler);
      const again = await prepare().ended;
      assert.equal(again.code, EXIT.OK, again.stderr);
      const verified = await startWith(source, {}, 'datasets', 'verify', 'photos.yaml', '--root', source, '--image', '256x256x3').ended; // prettier-ignore
      assert.equal(verified.code, EXIT.OK, verified.stderr);
    }),
};

/** A data set whose shards take about a second to write. @param {string} disk */
async function manyPhotos(disk) {
  const root = join(disk, 'photos');
  for (const folder of ['train/a', 'train/b', 'test/a']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(
    join(root, 'photos.yaml'),
    'name: photos\nformat: folders\nimage: [256, 256, 3]\nclasses: 2\ntrain: {folder: train}\ntest: {folder: test}\n',
  );
  const bytes = await picture(1, 0, 64);
  for (let number = 0; number < 200; number++) {
    writeFileSync(join(root, number % 2 === 0 ? 'train/a' : 'train/b', `${number}.png`), bytes);
  }
  writeFileSync(join(root, 'test/a/x.png'), bytes);
  return root;
}

/** @type {Fault[]} */
export const disks = [
  fullDisk('while a checkpoint is written', 12_288, 40),
  fullDisk('while the curve is written', 0, 400),
  fullDiskAtShards,
  {
    name: 'run folder read-only from the start',
    expected: 'exit code 1 with the reason, before the first step; runs once it is writable',
    unavailable,
    async attempt({ small }) {
      const out = small.fresh();
      mkdirSync(out);
      await mounted(['-t', 'tmpfs', '-o', 'ro', 'tmpfs'], out, async () =>
        expectRefusal(
          await small.start(out).ended,
          EXIT.FAILED,
          /cannot be written to: .*read-only file system/i,
        ),
      );
      await small.expectResumes(out);
    },
  },
  {
    name: 'run folder made read-only during the run',
    expected: 'exit code 1 with the reason; once writable, resumes from the newest checkpoint',
    unavailable,
    async attempt({ small }, random) {
      const out = small.fresh();
      const run = await small.startTo(out, 7 + random(10));
      const before = checkpointsOf(out).length;
      assert.ok(before > 0, 'no checkpoint yet');
      // A read-only bind of the folder over itself: files opened from now on cannot be written to.
      spawnSync('mount', ['--bind', out, out]);
      await mounted(['-o', 'remount,bind,ro'], out, async () =>
        expectRefusal(await run.ended, EXIT.FAILED, /read-only file system/i),
      );
      const { stderr } = await small.expectResumes(out);
      assert.match(stderr, /resuming at iteration/);
    },
  },
  {
    name: 'run folder deleted during the run',
    expected: 'exit code 1 with the reason; the same command starts it again',
    async attempt({ small }, random) {
      const out = small.fresh();
      const run = await small.startTo(out, 4 + random(20));
      renameSync(out, `${out}-gone`); // at once, while the run writes into it
      rmSync(`${out}-gone`, { recursive: true });
      expectRefusal(await run.ended, EXIT.FAILED, /cannot be written to: .*no such file or directory/i);
      await small.expectResumes(out);
    },
  },
  {
    name: 'run folder moved away during the run',
    expected: 'exit code 1 with the reason; once moved back, resumes from the newest checkpoint',
    async attempt({ small }, random) {
      const out = small.fresh();
      const run = await small.startTo(out, 7 + random(20));
      renameSync(out, `${out}-away`);
      expectRefusal(await run.ended, EXIT.FAILED, /cannot be written to: .*no such file or directory/i);
      assert.equal(existsSync(out), false, 'another run was begun in its place');
      renameSync(`${out}-away`, out);
      const { stderr } = await small.expectResumes(out);
      assert.match(stderr, /resuming at iteration/);
    },
  },
  {
    name: 'a file in place of the run folder',
    expected: 'refused with exit code 1; the file is unchanged',
    async attempt({ small }) {
      const out = join(folderOf({ file: 'mine' }), 'file');
      expectRefusal(await small.start(out).ended, EXIT.FAILED, /cannot create .*file: .*exists/i);
      rmSync(out);
      await small.expectResumes(out);
    },
  },
];
