import { statfsSync } from 'node:fs';
import { SetupError } from './errors.js';
import { megabytes } from './progress.js';

const OLDEST_GLIBC = { major: 2, minor: 27 };

/** Version of glibc, which the wheels and the binding depend on; undefined for another C library. */
export function glibcVersion() {
  if (process.report === undefined) return undefined;
  // @ts-expect-error missing in the types; otherwise the report looks up the host names of open connections
  process.report.excludeNetwork = true;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime;
}

/** Checks the platform: TensorFlow's wheels need Linux with glibc. @throws {SetupError} */
export function checkPlatform() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new SetupError(
      `TensorFlow is set up on Linux x64 and arm64 only; this is ${process.platform} ${process.arch}: use a Linux machine or container`,
    );
  }
  const glibc = glibcVersion();
  if (glibc === undefined) {
    throw new SetupError(
      'TensorFlow needs glibc; this system has another C library: use Debian, Ubuntu, Fedora or similar',
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
 * Checks the free disk space.
 * @param {string} folder an existing folder
 * @param {number} bytes the space needed in it
 * @throws {SetupError} if there is less
 */
export function checkSpace(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  throw new SetupError(
    `TensorFlow needs ${megabytes(bytes)} MB in ${folder}; ${megabytes(bavail * bsize)} MB are free: free some space, or set DROPIN_CACHE to a folder on another disk`,
  );
}
