import { existsSync } from 'node:fs';
import { findCompiler } from './binding.js';
import { missingGpu } from './device.js';
import { SetupError } from './errors.js';
import { bindingFolder, tensorflowFolder } from './installed.js';
import { findDamage } from './listing.js';
import { manifest, wheelSet } from './manifest.js';
import { ROOT, cacheRoot } from './paths.js';
import { checkPlatform } from './platform.js';
import { run } from './processes.js';
import { findPython } from './python.js';

/**
 * @typedef {{ version: string } | { missing: string }} Piece a version, or the message with which the set-up would fail
 * @typedef {{ folder: string, state: 'ok' | 'missing' | 'damaged', damage?: string }} CachedPiece
 */

/**
 * What the set-up would find, for `dropin doctor`. Changes nothing. Reads every cached file.
 * @param {import('./manifest.js').Device} device
 */
export async function inspectSetup(device) {
  const cache = cacheRoot();
  return {
    device,
    missingGpu: missingGpu(),
    cache,
    tensorflow: manifest.tensorflow,
    platform: await attempt(async () => {
      checkPlatform();
      wheelSet(device);
      return `${process.platform} ${process.arch}`;
    }),
    python: await attempt(async () => {
      const { python, pip } = await findPython(ROOT);
      const { stdout } = await run(python, ['--version']);
      return `${stdout.replace('Python', '').trim()}, pip ${pip}`;
    }),
    compiler: await attempt(async () => {
      const { stdout } = await run(findCompiler(), ['--version']);
      return stdout.split('\n')[0] ?? '';
    }),
    library: await inspectCached(() => tensorflowFolder(device, cache)),
    binding: await inspectCached(() => bindingFolder(device, cache)),
  };
}

/** @param {() => string} name @returns {Promise<CachedPiece>} */
async function inspectCached(name) {
  const folder = nameOr(name);
  if (folder === undefined || !existsSync(folder)) return { folder: folder ?? '', state: 'missing' };
  const damage = await findDamage(folder);
  return damage === undefined ? { folder, state: 'ok' } : { folder, state: 'damaged', damage };
}

/** Undefined if there is no TensorFlow for this machine. @param {() => string} name */
function nameOr(name) {
  try {
    return name();
  } catch (error) {
    if (error instanceof SetupError) return undefined;
    throw error;
  }
}

/**
 * @param {() => Promise<string>} look
 * @returns {Promise<Piece>}
 */
async function attempt(look) {
  try {
    return { version: await look() };
  } catch (error) {
    if (error instanceof SetupError) return { missing: error.message };
    throw error;
  }
}
