import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureBinding, findCompiler, linkBinding } from './binding.js';
import { ensureBuild } from './compile.js';
import { ensureDependencies } from './dependencies.js';
import { releaseHeldLocks, withLock } from './lock.js';
import { manifest, tensorflowId, wheelSet } from './manifest.js';
import { ROOT, cacheRoot } from './paths.js';
import { checkPlatform } from './platform.js';
import { endChildren } from './processes.js';
import { stampTensorflow, tensorflowReady } from './stamps.js';
import { ensureTensorflow } from './tensorflow.js';

/**
 * Sets up what is missing: the npm packages, the compiled program and, for a device, TensorFlow.
 * @param {'cpu' | 'gpu' | undefined} device undefined leaves TensorFlow alone
 */
export async function setUp(device) {
  const stopListening = endOnSignals();
  try {
    await withLock(join(ROOT, '.setup.lock'), 'the set-up of this checkout', async () => {
      await ensureDependencies();
      await ensureBuild();
      if (device !== undefined && !tensorflowReady(device)) await setUpTensorflow(device);
    });
  } finally {
    stopListening();
  }
}

/** @param {'cpu' | 'gpu'} device */
async function setUpTensorflow(device) {
  checkPlatform();
  findCompiler(); // before the download, not after it
  const cache = cacheRoot();
  const id = tensorflowId(device);
  await ensureTensorflow(cache, id, { ...wheelSet(device), python: manifest.python });
  const binding = await ensureBinding(cache, id);
  linkBinding(binding);
  stampTensorflow(device, binding);
}

/** A signal ends the children and lets go of the locks; the next set-up goes on from there. */
export function endOnSignals() {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const end = (/** @type {'SIGINT' | 'SIGTERM' | 'SIGHUP'} */ signal) => {
    endChildren();
    releaseHeldLocks();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, end);
  return () => signals.forEach((signal) => process.off(signal, end));
}
