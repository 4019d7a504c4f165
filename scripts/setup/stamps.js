import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT, filesBelow } from './paths.js';

/** The cheap questions of every start: are the packages and the compiled program there, and do they match this checkout? */
const PACKAGES_STAMP = join(ROOT, 'node_modules/.dropin/packages');
const PACKAGE_LOCK = join(ROOT, 'package-lock.json');
const BUILD_STAMP = join(ROOT, 'build/.sources');
const COMPILER_INPUTS = [join(ROOT, 'tsconfig.json'), PACKAGE_LOCK];

/** An npm package holds no lock file: it comes compiled, and npm installed what it needs. */
export function isCheckout() {
  return existsSync(PACKAGE_LOCK);
}

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
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/** @param {boolean} tools @returns {string} */
function packagesStamp(tools) {
  const digest = createHash('sha256').update(readFileSync(PACKAGE_LOCK)).digest('hex');
  return `${digest} ${tools ? 'with tools' : 'to run'}`;
}

/** @param {boolean} tools must those of `npm test` be there? */
export function dependenciesReady(tools) {
  const found = read(PACKAGES_STAMP);
  return found === packagesStamp(true) || (!tools && found === packagesStamp(false));
}

/** @param {boolean} tools */
export function stampDependencies(tools) {
  write(PACKAGES_STAMP, packagesStamp(tools));
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

export function buildReady() {
  return read(BUILD_STAMP) === sourcesDigest();
}

/** @param {string} folder the build @param {string} digest of the sources that it was made from */
export function stampBuild(folder, digest) {
  write(join(folder, '.sources'), digest);
}
