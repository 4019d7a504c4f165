import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureCached } from './cached.js';
import { SetupError } from './errors.js';
import {
  BINDING,
  DEVICES_MODULE,
  DEVICES_SOURCE,
  NODE_HEADERS,
  STDERR_MODULE,
  STDERR_SOURCE,
  TFJS,
  TRACE_MODULE,
  TRACE_SOURCE,
  bindingFolder,
  tensorflowFolder,
} from './installed.js';
import { packageFolder } from './paths.js';
import { installHint } from './platform.js';
import { findProgram, run } from './processes.js';
import { step } from './progress.js';

/**
 * Ensures that the cache has TensorFlow.js's C++ binding, built against the TensorFlow in the cache.
 * @param {string} cache
 * @param {import('./manifest.js').Device} device
 */
export async function ensureBinding(cache, device) {
  const library = join(tensorflowFolder(device, cache), 'tensorflow');
  await ensureCached({
    folder: bindingFolder(device, cache),
    cache,
    what: 'Binding',
    purpose: "the build of TensorFlow's binding",
    make: (partial) => step("building TensorFlow's binding", () => build(findCompiler(), partial, library)),
  });
}

/** Path of the C++ compiler. @throws {SetupError} if there is none */
export function findCompiler(env = process.env, platform = process.platform) {
  const names = env.CXX ? [env.CXX] : ['g++', 'c++', 'clang++'];
  for (const name of names) {
    const path = findProgram(name, env);
    if (path !== undefined) return path;
  }
  throw new SetupError(
    env.CXX
      ? `CXX names ${env.CXX}, which does not exist: set it to a C++ compiler`
      : `a C++ compiler is missing: ${installHint('g++', platform)} (or set CXX)`,
  );
}

/**
 * @param {string} compiler
 * @param {string} folder
 * @param {string} library the folder of TensorFlow's libraries. The binding finds them by a relative path, independent of
 *   LD_LIBRARY_PATH, so both folders must stay where they are
 */
async function build(compiler, folder, library) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tfjs = packageFolder(TFJS);
  const headers = `-I${join(packageFolder(NODE_HEADERS), 'include')}`;
  const shared = ['-std=c++17', '-O2', ...moduleArguments(), '-fPIC', '-DNAPI_VERSION=8', headers];
  const output = join(folder, BINDING);
  const binding = [
    ...[`-I${join(tfjs, '..')}`, `-I${join(library, 'include')}`],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjs, 'binding', name)),
    ...[`-L${library}`, '-ltensorflow', '-ltensorflow_framework'],
    runPath(relative(folder, library)),
    ...['-o', output],
  ];
  const dl = process.platform === 'linux' ? ['-ldl'] : [];
  const ours = [
    [STDERR_SOURCE, '-o', join(folder, STDERR_MODULE)],
    [TRACE_SOURCE, '-o', join(folder, TRACE_MODULE), ...dl],
    [DEVICES_SOURCE, '-o', join(folder, DEVICES_MODULE), ...dl],
  ];
  for (const args of [binding, ...ours]) {
    const built = await run(compiler, [...shared, ...args]);
    if (built.code !== 0)
      throw new SetupError(`TensorFlow's binding could not be built: ${firstError(built.stderr)}`);
  }
  const failure = await loadInChild(output);
  if (failure !== undefined) throw new SetupError(`TensorFlow could not be loaded: ${failure}`);
}

/** Arguments for a module that Node loads. On macOS the linker must be told that Node has the missing symbols. */
export function moduleArguments(platform = process.platform) {
  return platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
}

/** Argument that makes a module find its libraries. @param {string} path from the module's folder to theirs */
export function runPath(path, platform = process.platform) {
  return platform === 'darwin'
    ? `-Wl,-rpath,@loader_path/${path}`
    : `-Wl,--disable-new-dtags,-rpath,$ORIGIN/${path}`;
}

/**
 * Loads a binding, and TensorFlow with it, in a child process, so that a crash does no harm.
 * @param {string} binding
 * @returns {Promise<string | undefined>} what went wrong, if anything
 */
async function loadInChild(binding) {
  const { code, stderr } = await run(process.execPath, ['-e', 'require(process.argv[1])', binding]);
  return code === 0 ? undefined : firstError(stderr) || `the process that loaded it ended with code ${code}`;
}

/** @param {string} stderr */
function firstError(stderr) {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? '').trim();
}
