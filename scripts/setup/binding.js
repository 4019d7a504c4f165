import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from './errors.js';
import { withLock } from './lock.js';
import { BINDING_LINK, ROOT, STDERR_MODULE, TFJS } from './paths.js';
import { glibcVersion } from './platform.js';
import { findProgram, run } from './processes.js';
import { step } from './progress.js';

const BINDING = 'lib/napi-v8/tfjs_binding.node';
const STDERR_SOURCE = join(ROOT, 'scripts/setup/native/stderr.cc');

/**
 * Makes sure that the package's C++ binding, built against a TensorFlow of the cache, is in the cache too.
 * @param {string} cache
 * @param {string} id the TensorFlow's
 * @returns {Promise<string>} the binding's path
 */
export async function ensureBinding(cache, id) {
  const compiler = findCompiler();
  const name = `${id}-${await bindingKey(compiler)}`;
  const folder = join(cache, 'binding', name);
  if (existsSync(folder)) return join(folder, BINDING);
  await withLock(join(cache, 'locks', `binding-${name}`), "the build of TensorFlow's binding", async () => {
    if (existsSync(folder)) return;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    await step("building TensorFlow's binding", () =>
      build(compiler, partial, join('../../../tensorflow', id, 'tensorflow')),
    );
    renameSync(partial, folder);
  });
  return join(folder, BINDING);
}

export function findCompiler(env = process.env) {
  const names = env.CXX ? [env.CXX] : ['g++', 'c++', 'clang++'];
  for (const name of names) {
    const path = findProgram(name, env);
    if (path !== undefined) return path;
  }
  throw new SetupError(
    env.CXX
      ? `CXX names ${env.CXX}, which is not there: set it to a C++ compiler`
      : 'a C++ compiler is missing: apt-get install g++ (or set CXX)',
  );
}

/** What the binding depends on: the package, the headers, our own source, the compiler, the C library. @param {string} compiler */
async function bindingKey(compiler) {
  const { stdout } = await run(compiler, ['--version']);
  const packages = [TFJS, join(ROOT, 'node_modules/node-api-headers')].map(
    (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version,
  );
  const parts = [...packages, readFileSync(STDERR_SOURCE, 'utf8'), stdout.split('\n')[0], glibcVersion()];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

/**
 * @param {string} compiler
 * @param {string} folder gets the shape that the package has, so that the same relative paths hold
 * @param {string} library the TensorFlow, seen from the folder's deps/
 */
async function build(compiler, folder, library) {
  const output = join(folder, BINDING);
  mkdirSync(dirname(output), { recursive: true });
  mkdirSync(join(folder, 'deps'));
  symlinkSync(library, join(folder, 'deps/lib'));
  symlinkSync(join(library, 'include'), join(folder, 'deps/include'));
  const includes = [
    join(ROOT, 'node_modules/node-api-headers/include'),
    join(TFJS, '..'),
    join(folder, 'deps/include'),
  ];
  const shared = ['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8'];
  const args = [
    ...shared,
    ...includes.map((include) => `-I${include}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(TFJS, 'binding', name)),
    ...[`-L${join(folder, 'deps/lib')}`, '-ltensorflow', '-ltensorflow_framework'],
    ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', output],
  ];
  const stderrArgs = [
    ...shared,
    `-I${includes[0]}`,
    STDERR_SOURCE,
    '-o',
    join(dirname(output), STDERR_MODULE),
  ];
  for (const each of [args, stderrArgs]) {
    const built = await run(compiler, each);
    if (built.code !== 0)
      throw new SetupError(`TensorFlow's binding could not be built: ${firstError(built.stderr)}`);
  }
  const loaded = await run(process.execPath, ['-e', 'require(process.argv[1])', output]);
  if (loaded.code !== 0) throw new SetupError(`TensorFlow could not be loaded: ${firstError(loaded.stderr)}`);
}

/** @param {string} stderr */
function firstError(stderr) {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? '').trim();
}

/**
 * Puts the cache's binding, and the library beside it, where the package looks for them.
 * @param {string} binding
 */
export function linkBinding(binding) {
  replaceByLink(join(dirname(binding), '../../deps'), join(TFJS, 'deps'));
  replaceByLink(binding, BINDING_LINK);
}

/** @param {string} target @param {string} path */
function replaceByLink(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmSync(path, { recursive: true });
  const fresh = `${path}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  renameSync(fresh, path);
}
