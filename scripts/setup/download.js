import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { sha256 } from './listing.js';
import { filesBelow } from './paths.js';
import { run } from './processes.js';
import { ISOLATED } from './python.js';

/**
 * Downloads one wheel with pip into an empty folder and checks its SHA-256. The wheel's own tags are passed to pip, so that
 * any Python 3 fetches the same file.
 * @param {string} python
 * @param {import('./manifest.js').Wheel} wheel
 * @param {{ platforms: readonly string[], python: string }} tags
 * @param {string} folder
 * @returns {Promise<string>} the wheel's path
 */
export async function downloadWheel(python, wheel, tags, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const env = { ...process.env, TMPDIR: join(folder, 'tmp'), PIP_REQUIRE_VIRTUALENV: '0' };
  const { code, stderr } = await run(python, pipArguments(tags, requirements, folder), { cwd: folder, env });
  if (code !== 0) throw new SetupError(pipCause(wheel, stderr));
  const path = join(folder, wheel.file);
  if (!existsSync(path) || (await sha256(path)) !== wheel.sha256) throw new SetupError(notPinned(wheel));
  return path;
}

/**
 * @param {{ platforms: readonly string[], python: string }} tags
 * @param {string} requirements
 * @param {string} folder
 */
function pipArguments(tags, requirements, folder) {
  return [
    ...[
      ISOLATED,
      '-m',
      'pip',
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--require-hashes',
      '-r',
      requirements,
    ],
    ...[
      '--python-version',
      tags.python,
      '--implementation',
      'cp',
      '--abi',
      `cp${tags.python.replace('.', '')}`,
    ],
    ...tags.platforms.flatMap((platform) => ['--platform', platform]),
    ...['--dest', folder, '--no-cache-dir', '--no-input', '--disable-pip-version-check'],
    ...['--progress-bar', 'off', '--retries', '3', '--timeout', '20'],
  ];
}

/** @param {import('./manifest.js').Wheel} wheel */
function notPinned({ file }) {
  return `${file} is not the pinned file (its SHA-256 differs): try again; if that does not help, report it to the operator of the package index`;
}

/**
 * Bytes downloaded so far.
 * @param {string} folder
 */
export function downloadedBytes(folder) {
  try {
    return filesBelow(folder).reduce((sum, path) => sum + statSync(path).size, 0);
  } catch {
    return 0; // pip moves files while they are counted
  }
}

/**
 * The cause of a failed download, in one line, from pip's standard error.
 * @param {import('./manifest.js').Wheel} wheel
 * @param {string} stderr
 */
export function pipCause(wheel, stderr) {
  if (stderr.includes('DO NOT MATCH THE HASHES')) {
    return notPinned(wheel);
  }
  if (
    /NewConnectionError|ConnectionError|ConnectTimeout|ProxyError|Max retries|Name or service/.test(stderr)
  ) {
    return `${wheel.name} ${wheel.version} could not be downloaded: no connection to the package index: check the network, or set PIP_INDEX_URL`;
  }
  if (stderr.includes('No matching distribution')) {
    return `${wheel.name} ${wheel.version} is not in the package index that pip uses: check PIP_INDEX_URL`;
  }
  const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR: '));
  const cause = errors[0]?.slice('ERROR: '.length) ?? stderr.trim().split('\n').at(-1);
  return `${wheel.name} ${wheel.version} could not be downloaded: ${cause || 'pip gave no reason'}`;
}
