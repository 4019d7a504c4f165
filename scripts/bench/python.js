import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheRoot } from '../setup/paths.js';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * The Python that has the peers: a given one, or that of a virtual environment in the cache, made when it is missing.
 * @param {string | undefined} given
 */
export function peerPython(given) {
  if (given !== undefined) return given;
  const folder = join(cacheRoot(), 'bench-peers');
  const python = join(folder, 'bin', 'python');
  const ready = join(folder, 'ready');
  if (existsSync(ready)) return python;
  console.error(`setting up PyTorch and TensorFlow for Python in ${folder}: a download of some gigabytes`);
  rmSync(folder, { recursive: true, force: true });
  run('python3', '-m', 'venv', folder);
  run(python, '-m', 'pip', 'install', '--disable-pip-version-check', '-r', REQUIREMENTS);
  writeFileSync(ready, '');
  return python;
}

/** @param {string} command @param {...string} args */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}
