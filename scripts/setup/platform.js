import { statfsSync } from 'node:fs';
import { SetupError } from './errors.js';
import { megabytes } from './progress.js';

const OLDEST_GLIBC = [2, 27];

/** The C library's version, which the wheels and the binding depend on; undefined where it is not glibc. */
export function glibcVersion() {
  const report = /** @type {any} */ (process.report?.getReport());
  return /** @type {string | undefined} */ (report?.header?.glibcVersionRuntime);
}

/** TensorFlow's wheels are for Linux with glibc. */
export function checkPlatform() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new SetupError(
      `TensorFlow is set up on Linux x64 and arm64 only, and this is ${process.platform} ${process.arch}: use a Linux machine or container`,
    );
  }
  const glibc = glibcVersion();
  if (glibc === undefined) {
    throw new SetupError(
      'TensorFlow needs glibc, and this system has another C library: use Debian, Ubuntu, Fedora or the like',
    );
  }
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  if (major < OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor < OLDEST_GLIBC[1])) {
    throw new SetupError(
      `TensorFlow needs glibc ${OLDEST_GLIBC.join('.')} or newer, and this is ${glibc}: use a newer system`,
    );
  }
}

/**
 * @param {string} folder that exists
 * @param {number} bytes needed in it
 */
export function checkSpace(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  throw new SetupError(
    `TensorFlow needs ${megabytes(bytes)} MB in ${folder}, and ${megabytes(bavail * bsize)} MB are free: make room, or set DROPIN_CACHE to a folder on another disk`,
  );
}
