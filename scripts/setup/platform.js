import { statfsSync } from 'node:fs';
import { SetupError } from './errors.js';
import { megabytes } from './progress.js';

const OLDEST_GLIBC = { major: 2, minor: 27 };

/** The C library's version, which the wheels and the binding depend on; undefined where it is not glibc. */
export function glibcVersion() {
  if (process.report === undefined) return undefined;
  // @ts-expect-error the types lack it: without it the report looks up the names of open connections
  process.report.excludeNetwork = true;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime;
}

/** TensorFlow's wheels are for Linux with glibc. */
export function checkPlatform() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new SetupError(
      `TensorFlow is set up on Linux x64 and arm64 only; this is ${process.platform} ${process.arch}: use a Linux machine or container`,
    );
  }
  const glibc = glibcVersion();
  if (glibc === undefined) {
    throw new SetupError(
      'TensorFlow needs glibc; this system has another C library: use Debian, Ubuntu, Fedora or the like',
    );
  }
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  const oldest = OLDEST_GLIBC;
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new SetupError(
      `TensorFlow needs glibc ${oldest.major}.${oldest.minor} or newer; this is ${glibc}: use a newer system`,
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
    `TensorFlow needs ${megabytes(bytes)} MB in ${folder}; ${megabytes(bavail * bsize)} MB are free: make room, or set DROPIN_CACHE to a folder on another disk`,
  );
}
