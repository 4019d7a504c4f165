// Archives with paths that lead outside, links, wrong sizes, bombs, and damage.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Header } from 'tar';
import { gzipSync } from 'node:zlib';
import { mutateBytes } from '../mutate.js';
import { isDropinError } from './errors.js';

/** @typedef {NonNullable<import('tar').HeaderData['type']>} EntryType */
/** @type {EntryType[]} */
const TYPES = [
  'File',
  'OldFile',
  'Directory',
  'SymbolicLink',
  'Link',
  'CharacterDevice',
  'FIFO',
  'ContiguousFile',
];
/** A kilobyte that unpacks to a megabyte of zeros. gzip allows concatenated parts. */
const MEGABYTE = gzipSync(Buffer.alloc(2 ** 20));

/** @type {import('./index.js').Targets} */
export const archives = {
  async archives(folder) {
    const { unpackFolder } = await import('#build/data/unpack.js');
    const archive = join(folder, 'x.tar.gz');
    const root = join(folder, 'root');
    const paths = hostilePaths(folder);
    return {
      samples: [
        gzipSync(Buffer.concat([entry('set/', 'Directory'), entry('set/a.bin'), entry('set/b.bin'), END])),
      ],
      mutate: (sample, random) => (random(3) === 0 ? mutateBytes(sample, random) : made(paths, random)),
      async read(bytes) {
        rmSync(root, { recursive: true, force: true });
        mkdirSync(root);
        writeFileSync(archive, bytes);
        await unpackFolder(archive, root, 'set');
        const found = readdirSync(root, { recursive: true, withFileTypes: true });
        const wrong = found.find((one) => !one.isFile() && !one.isDirectory());
        if (wrong !== undefined)
          throw new RangeError(`unpacked a ${wrong.name} that is neither file nor folder`);
      },
      foreseen: isDropinError,
    };
  },
};

/** Entry names that must not be written to, besides ordinary ones. @param {string} folder */
function hostilePaths(folder) {
  return [
    ...['set/a.bin', 'set/b.bin', 'set/c/d.bin', 'set/', 'set', 'set/é\u202e.bin', 'set/\u001b[2J'],
    ...[
      '../escaped',
      'set/../../escaped',
      'set/../../../escaped',
      `${folder}/../escaped`,
      '/escaped',
      './set/a.bin',
    ],
    ...[
      'set//a.bin',
      'set/./a.bin',
      'other/a.bin',
      '',
      '.',
      '..',
      'set/..',
      'set\\..\\..\\escaped',
      'C:\\escaped',
    ],
    'set/' + 'long/'.repeat(60) + 'name',
  ];
}

/** @param {string[]} paths @param {import('./index.js').Random} random */
function made(paths, random) {
  /** @template T @param {T[]} list @returns {T} */
  const pick = (list) => /** @type {T} */ (list[random(list.length)]);
  const parts = Array.from({ length: 1 + random(4) }, () => {
    const path = random(2) === 0 ? pick(paths.slice(0, 3)) : pick(paths);
    const type = random(2) === 0 ? 'File' : pick(TYPES);
    const size = random(5) === 0 ? pick([0, 1, 511, 2 ** 20, 2 ** 33 - 1]) : 5;
    return entry(path, type, size, pick(paths));
  });
  const tar = Buffer.concat(random(10) === 0 ? parts : [...parts, END]);
  const damaged = random(4) === 0 ? mutateBytes(tar, random) : tar;
  return random(500) === 0 ? bomb() : gzipSync(damaged);
}

/** Three thousand files of one megabyte each, in three megabytes. */
function bomb() {
  return Buffer.concat(
    Array.from({ length: 3000 }, (_, number) => [
      gzipSync(header(`set/${number}`, 'File', 2 ** 20, '')),
      MEGABYTE,
    ]).flat(),
  );
}

const END = Buffer.alloc(1024);

/** @param {string} path @param {EntryType} type */
function entry(path, type = 'File', size = 5, linkpath = '') {
  const body = Buffer.alloc(type === 'File' || type === 'OldFile' ? 512 : 0);
  body.write('hello');
  return Buffer.concat([header(path, type, body.length > 0 ? size : 0, linkpath), body]);
}

/** @param {string} path @param {EntryType} type @param {number} size @param {string} linkpath */
function header(path, type, size, linkpath) {
  const block = Buffer.alloc(512);
  const fields = { path, type, linkpath, size, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) };
  new Header(fields).encode(block);
  return block;
}
