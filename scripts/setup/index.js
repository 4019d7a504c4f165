import { accessSync, constants as fsConstants } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureBinding, findCompiler } from './binding.js';
import { ensureBuild } from './compile.js';
import { ensureDependencies } from './dependencies.js';
import { SetupError, messageOf } from './errors.js';
import { makeFolder } from './folders.js';
import { bindingFolder, tensorflowFolder } from './installed.js';
import { isUntouched } from './listing.js';
import { releaseHeldLocks } from './lock/file.js';
import { withLock } from './lock/wait.js';
import { manifest, wheelSet } from './manifest.js';
import { ROOT, cacheRoot } from './paths.js';
import { checkPlatform } from './platform.js';
import { endChildren } from './processes.js';
import { ensureTensorflow } from './tensorflow.js';

/**
 * Sets up the missing parts of a checkout: the npm packages and the compiled program.
 * @param {boolean} tools whether the tools of `npm test` are needed too
 */
export async function setUpCheckout(tools) {
  await endingOnSignals(() =>
    withLock(join(ROOT, '.setup.lock'), 'the set-up of this checkout', async () => {
      await ensureDependencies(tools);
      await ensureBuild();
    }),
  );
}

/** Sets up TensorFlow in the cache. @param {import('./manifest.js').Device} device */
export async function setUpTensorflow(device) {
  checkPlatform();
  const cache = cacheRoot();
  expectWritable(cache);
  if (!isUntouched(bindingFolder(device, cache))) findCompiler(); // fail before the download, not after it
  await endingOnSignals(async () => {
    const folder = tensorflowFolder(device, cache);
    await ensureTensorflow(cache, folder, { ...wheelSet(device), python: manifest.python });
    await ensureBinding(cache, device);
  });
}

/** @param {string} cache */
function expectWritable(cache) {
  try {
    makeFolder(cache);
    accessSync(cache, fsConstants.W_OK);
  } catch (error) {
    throw new SetupError(
      `the cache ${cache} cannot be written to: ${messageOf(error)}: set DROPIN_CACHE to a folder that you can write to`,
    );
  }
}

/**
 * Does the work. On a signal, ends the child processes, releases the locks and exits; the next set-up resumes from there.
 * @template T
 * @param {() => Promise<T>} work
 */
export async function endingOnSignals(work) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const end = (/** @type {'SIGINT' | 'SIGTERM' | 'SIGHUP'} */ signal) => {
    endChildren();
    releaseHeldLocks();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, end);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}
