import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findCompiler } from './binding.js';
import { askedDevice, hasNvidiaDriver } from './device.js';
import { SetupError } from './errors.js';
import { manifest, tensorflowId, wheelSet } from './manifest.js';
import { cacheRoot } from './paths.js';
import { checkPlatform } from './platform.js';
import { run } from './processes.js';
import { findPython } from './python.js';
import { tensorflowReady } from './stamps.js';

/**
 * What the set-up would find, for `dropin doctor`: nothing is changed.
 * @param {readonly string[]} args the command line
 */
export async function inspectSetup(args) {
  const device = askedDevice(args);
  const cache = cacheRoot();
  return {
    device,
    nvidiaDriver: hasNvidiaDriver(),
    cache,
    tensorflow: manifest.tensorflow,
    platform: await attempt(async () => {
      checkPlatform();
      wheelSet(device);
      return `${process.platform} ${process.arch}`;
    }),
    python: await attempt(async () => {
      const { python, pip } = await findPython();
      const { stdout } = await run(python, ['--version']);
      return `${stdout.replace('Python', '').trim()}, pip ${pip}`;
    }),
    compiler: await attempt(async () => {
      const { stdout } = await run(findCompiler(), ['--version']);
      return stdout.split('\n')[0] ?? '';
    }),
    libraryCached: existsSync(join(cache, 'tensorflow', tensorflowId(device))),
    bindingLinked: tensorflowReady(device),
  };
}

/**
 * @param {() => Promise<string>} look
 * @returns {Promise<{ version: string } | { missing: string }>}
 */
async function attempt(look) {
  try {
    return { version: await look() };
  } catch (error) {
    if (error instanceof SetupError) return { missing: error.message };
    throw error;
  }
}
