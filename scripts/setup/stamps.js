import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BINDING_LINK, ROOT, STAMPS, STDERR_MODULE, filesBelow } from './paths.js';
import { tensorflowId } from './manifest.js';

/** The cheap questions of every start: is what the program needs there, and is it of this checkout's sources? */
const LOCK_STAMP = join(STAMPS, 'package-lock.sha256');
const BUILD_STAMP = join(ROOT, 'build/.sources');

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
}

/** Names, sizes and times of the sources: changes with every edit, and costs no reading. */
export function sourcesDigest() {
  const hash = createHash('sha256');
  for (const path of [...filesBelow(join(ROOT, 'src')), ...COMPILER_INPUTS]) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${relative(ROOT, path)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
const COMPILER_INPUTS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) =>
  join(ROOT, name),
);

export function dependenciesReady() {
  return read(LOCK_STAMP) === lockDigest();
}

export function stampDependencies() {
  write(LOCK_STAMP, lockDigest());
}

export function buildReady() {
  return read(BUILD_STAMP) === sourcesDigest();
}

/** @param {string} folder the build @param {string} digest of the sources that it was made from */
export function stampBuild(folder, digest) {
  write(join(folder, '.sources'), digest);
}

/**
 * Is the binding that was built for this device the one linked in, and is the library that it needs still there?
 * @param {'cpu' | 'gpu'} device
 */
export function tensorflowReady(device) {
  const wanted = read(join(STAMPS, `binding-${device}`));
  if (wanted === undefined || !wanted.includes(tensorflowId(device))) return false;
  try {
    return (
      readlinkSync(BINDING_LINK) === wanted &&
      existsSync(wanted) &&
      existsSync(join(wanted, '..', STDERR_MODULE)) &&
      existsSync(join(wanted, '../../../deps/lib/libtensorflow_cc.so.2'))
    );
  } catch {
    return false;
  }
}

/** @param {'cpu' | 'gpu'} device @param {string} binding the file in the cache that is linked in */
export function stampTensorflow(device, binding) {
  write(join(STAMPS, `binding-${device}`), binding);
}
