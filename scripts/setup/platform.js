import { statfsSync } from 'node:fs';
import { release } from 'node:os';
import { SetupError } from './errors.js';
import { megabytes } from './progress.js';

/**
 * What of a machine decides which TensorFlow it gets.
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {string} arch
 * @property {string | undefined} glibc undefined for another C library
 * @property {string} release the kernel's version
 */

const OLDEST_GLIBC = '2.27';
/** macOS 12, by the version of its kernel. */
const OLDEST_DARWIN = '21.0';

/** @returns {Machine} */
export function thisMachine() {
  const { platform, arch } = process;
  return { platform, arch, glibc: glibcVersion(), release: release() };
}

/** Version of glibc, which the wheels and the binding depend on; undefined for another C library. */
export function glibcVersion() {
  if (process.report === undefined) return undefined;
  // @ts-expect-error missing in the types; otherwise the report looks up the host names of open connections
  process.report.excludeNetwork = true;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime;
}

/** Checks that TensorFlow has wheels for a machine. @throws {SetupError} */
export function checkPlatform(machine = thisMachine()) {
  const { platform, arch } = machine;
  if (platform === 'linux' && ['x64', 'arm64'].includes(arch)) return checkGlibc(machine.glibc);
  if (platform === 'darwin' && arch === 'arm64') return checkDarwin(machine.release);
  throw new SetupError(
    `TensorFlow is set up only on Linux x64 and arm64 and macOS arm64; this is ${platform} ${arch}: use such a machine or a container`,
  );
}

/** @param {string | undefined} glibc */
function checkGlibc(glibc) {
  if (glibc === undefined) {
    throw new SetupError(
      'TensorFlow needs glibc; this system has another C library: use Debian, Ubuntu, Fedora or similar',
    );
  }
  if (isOlder(glibc, OLDEST_GLIBC)) {
    throw new SetupError(
      `TensorFlow needs glibc ${OLDEST_GLIBC} or newer; this is ${glibc}: use a newer system`,
    );
  }
}

/** @param {string} kernel */
function checkDarwin(kernel) {
  if (isOlder(kernel, OLDEST_DARWIN))
    throw new SetupError(`TensorFlow needs macOS 12 or newer; this is Darwin ${kernel}: update macOS`);
}

/** Compares two versions by their first two numbers. @param {string} version @param {string} oldest */
function isOlder(version, oldest) {
  const [[major = 0, minor = 0], [oldestMajor = 0, oldestMinor = 0]] = [numbers(version), numbers(oldest)];
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** @param {string} version */
function numbers(version) {
  return version.split('.').map(Number);
}

/**
 * How to get a missing tool: the command of Debian, or of macOS.
 * @param {string} packages of Debian, separated by spaces
 */
export function installHint(packages, platform = process.platform) {
  return platform === 'darwin' ? 'xcode-select --install' : `apt-get install ${packages}`;
}

/**
 * Names of TensorFlow's two libraries: as the wheel has them, by the name without a version, which the linker looks for.
 * @returns {Record<string, string>}
 */
export function libraryNames(platform = process.platform) {
  return platform === 'darwin'
    ? {
        'libtensorflow.dylib': 'libtensorflow_cc.2.dylib',
        'libtensorflow_framework.dylib': 'libtensorflow_framework.2.dylib',
      }
    : {
        'libtensorflow.so': 'libtensorflow_cc.so.2',
        'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
      };
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
