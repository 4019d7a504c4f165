import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUntouched } from './listing.js';
import { tensorflowId } from './manifest.js';
import { cacheRoot, packageFolder } from './paths.js';
import { glibcVersion } from './platform.js';

/** Paths of TensorFlow and its Node binding in the cache, and whether they are installed. */

export const TFJS = '@tensorflow/tfjs-node-gpu';
export const NODE_HEADERS = 'node-api-headers';
/** Files in a binding's folder: that of tfjs-node, and our own. */
export const BINDING = 'tfjs_binding.node';
export const STDERR_MODULE = 'stderr.node';
export const TRACE_MODULE = 'trace.node';
export const DEVICES_MODULE = 'devices.node';
const native = (/** @type {string} */ name) => fileURLToPath(new URL(`./native/${name}`, import.meta.url));
export const STDERR_SOURCE = native('stderr.cc');
export const TRACE_SOURCE = native('trace.cc');
export const DEVICES_SOURCE = native('devices.cc');

/** @param {import('./manifest.js').Device} device */
export function tensorflowFolder(device, cache = cacheRoot()) {
  return join(cache, 'tensorflow', tensorflowId(device));
}

/**
 * There is one binding per TensorFlow and set of build inputs, because machines that share a home may need different ones.
 * @param {import('./manifest.js').Device} device
 */
export function bindingFolder(device, cache = cacheRoot()) {
  return join(cache, 'binding', `${tensorflowId(device)}-${bindingKey()}`);
}

/** @type {string | undefined} */
let key;

function bindingKey() {
  if (key !== undefined) return key;
  const versions = [TFJS, NODE_HEADERS].map(
    (name) => JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')).version,
  );
  const sources = [STDERR_SOURCE, TRACE_SOURCE, DEVICES_SOURCE].map((path) => readFileSync(path, 'utf8'));
  const parts = [...versions, ...sources, glibcVersion()];
  key = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
  return key;
}

/** Path of the binding that Node loads. @param {import('./manifest.js').Device} device */
export function bindingFile(device, cache = cacheRoot()) {
  return join(bindingFolder(device, cache), BINDING);
}

/** Path of the module that captures standard error while the binding is loaded. @param {import('./manifest.js').Device} device */
export function stderrFile(device, cache = cacheRoot()) {
  return join(bindingFolder(device, cache), STDERR_MODULE);
}

/** Path of the module that records what TensorFlow runs. @param {import('./manifest.js').Device} device */
export function traceFile(device, cache = cacheRoot()) {
  return join(bindingFolder(device, cache), TRACE_MODULE);
}

/** Path of the module that gives sessions several CPU devices. @param {import('./manifest.js').Device} device */
export function devicesFile(device, cache = cacheRoot()) {
  return join(bindingFolder(device, cache), DEVICES_MODULE);
}

/** @param {import('./manifest.js').Device} device */
export function tensorflowReady(device, cache = cacheRoot()) {
  return isUntouched(tensorflowFolder(device, cache)) && isUntouched(bindingFolder(device, cache));
}
