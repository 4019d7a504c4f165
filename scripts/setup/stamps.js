import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT, filesBelow } from './paths.js';

/** The quick checks of every start: whether packages and compiled program exist and match this checkout. */
const PACKAGES_STAMP = join(ROOT, 'node_modules/.dropin/packages');
const PACKAGE_LOCK = join(ROOT, 'package-lock.json');
const BUILD_STAMP = join(ROOT, 'build/.sources');
const COMPILER_INPUTS = [join(ROOT, 'tsconfig.json'), PACKAGE_LOCK];

/** Whether this is a checkout. An installed npm package has no lock file: it is already compiled, with its dependencies. */
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

/** @param {boolean} tools whether the tools of `npm test` must be installed too */
export function dependenciesReady(tools) {
  const found = read(PACKAGES_STAMP);
  return found === packagesStamp(true) || (!tools && found === packagesStamp(false));
}

/** @param {boolean} tools */
export function stampDependencies(tools) {
  write(PACKAGES_STAMP, packagesStamp(tools));
}

/** Digest of the names, sizes and times of the sources. It changes with every edit and reads no contents. */
export function sourcesDigest() {
  const hash = createHash('sha256');
  for (const path of [...filesBelow(join(ROOT, 'src')), ...COMPILER_INPUTS]) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${relative(ROOT, path)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Whether build/ is up to date. */
export function buildReady() {
  return read(BUILD_STAMP) === sourcesDigest();
}

/** @param {string} folder the build @param {string} digest `sourcesDigest` before the build */
export function stampBuild(folder, digest) {
  write(join(folder, '.sources'), digest);
}
