import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { ROOT } from './paths.js';
import { findProgram, run } from './processes.js';
import { note, step } from './progress.js';
import { dependenciesReady, stampDependencies } from './stamps.js';

const MODULES = join(ROOT, 'node_modules');

/**
 * Installs the npm packages of package-lock.json without running their install scripts. Development tools that are already
 * installed are kept up to date, not removed.
 * @param {boolean} tools whether to install the tools of `npm test` too
 */
export async function ensureDependencies(tools) {
  if (dependenciesReady(tools)) return;
  const installed = readPackages(join(MODULES, '.package-lock.json'));
  const withTools = tools || Object.values(installed ?? {}).some(({ dev }) => dev === true);
  if (installed === undefined || !isAsLocked(installed, withTools)) {
    if (lstatSync(MODULES, { throwIfNoEntry: false })?.isSymbolicLink()) {
      note('node_modules is a link, and its packages do not match package-lock.json: left unchanged');
      return;
    }
    const npm = findProgram('npm');
    if (npm === undefined)
      throw new SetupError('npm is missing: apt-get install npm, or install Node from https://nodejs.org');
    await step('installing the npm packages', () => install(npm, withTools));
  }
  stampDependencies(withTools);
}

/**
 * Tries npm's cache first, which takes half as long, and then the registry.
 * @param {string} npm @param {boolean} tools
 */
async function install(npm, tools) {
  const omit = tools ? [] : ['--omit=dev'];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...omit];
  const quick = await run(npm, [...args, '--prefer-offline'], { cwd: ROOT });
  if (quick.code === 0) return;
  const { code, stderr } = await run(npm, args, { cwd: ROOT });
  if (code !== 0) throw new SetupError(`npm could not install the packages: ${npmCause(stderr)}`);
}

/** @typedef {{ version?: string, dev?: boolean, devOptional?: boolean, optional?: boolean }} LockedPackage */

/**
 * The packages of a lock file. npm writes one to node_modules when it has finished.
 * Undefined if the file does not exist.
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

/** @param {Record<string, LockedPackage>} installed @param {boolean} tools */
function isAsLocked(installed, tools) {
  const wanted = readPackages(join(ROOT, 'package-lock.json')) ?? {};
  return Object.entries(wanted).every(([path, { version, dev, devOptional, optional }]) => {
    const mayBeAbsent = (optional ?? devOptional) || (!tools && dev);
    return path === '' || (mayBeAbsent && !installed[path]) || installed[path]?.version === version;
  });
}

/**
 * The line of npm's error output that names the cause.
 * @param {string} stderr
 */
export function npmCause(stderr) {
  const lines = stderr
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1]?.trim() ?? '')
    .filter((line) => line && !/^(code|errno|syscall|path|dest|A complete log|Log files)\b/.test(line));
  return lines[0] ?? stderr.trim().split('\n').at(-1) ?? 'no reason given';
}
