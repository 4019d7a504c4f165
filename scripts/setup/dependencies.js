import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { ROOT } from './paths.js';
import { findProgram, run } from './processes.js';
import { note, step } from './progress.js';
import { dependenciesReady, stampDependencies } from './stamps.js';

const MODULES = join(ROOT, 'node_modules');

/** Installs the npm packages of package-lock.json, with their install scripts off. */
export async function ensureDependencies() {
  if (dependenciesReady()) return;
  if (!installedAsLocked()) {
    if (lstatSync(MODULES, { throwIfNoEntry: false })?.isSymbolicLink()) {
      note('node_modules is a link, and its packages are not those of package-lock.json: left as they are');
      return;
    }
    const npm = findProgram('npm');
    if (npm === undefined)
      throw new SetupError('npm is missing: apt-get install npm, or install Node from https://nodejs.org');
    await step('installing the npm packages', () => install(npm));
  }
  stampDependencies();
}

/** Asks npm's own cache first, which is half as long; should that be out of date, the registry. @param {string} npm */
async function install(npm) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const quick = await run(npm, [...args, '--prefer-offline'], { cwd: ROOT });
  if (quick.code === 0) return;
  const { code, stderr } = await run(npm, args, { cwd: ROOT });
  if (code !== 0) throw new SetupError(`npm could not install the packages: ${npmCause(stderr)}`);
}

/** Has someone run npm already? npm leaves a copy of the lock file in node_modules when it is through. */
function installedAsLocked() {
  const installed = join(MODULES, '.package-lock.json');
  if (!existsSync(installed)) return false;
  const has = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (optional && !has[path]) || has[path]?.version === version,
  );
}

/**
 * The line of npm's report that says what happened.
 * @param {string} stderr
 */
export function npmCause(stderr) {
  const lines = stderr
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1]?.trim() ?? '')
    .filter((line) => line && !/^(code|errno|syscall|path|dest|A complete log|Log files)\b/.test(line));
  return lines[0] ?? stderr.trim().split('\n').at(-1) ?? 'no reason given';
}
