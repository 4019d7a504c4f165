import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SetupError } from './errors.js';

/**
 * @typedef {'cpu' | 'gpu'} Device
 * @typedef {{ name: string, version: string, file: string, sha256: string, bytes: number }} Wheel
 * @typedef {{ platforms: string[], unpackedBytes: number, wheels: Wheel[] }} WheelSet
 * @typedef {{ tensorflow: string, python: string, sets: Record<string, WheelSet> }} Manifest
 */

/** The pinned wheels: one set per device, operating system and processor architecture. @type {Manifest} */
export const manifest = JSON.parse(readFileSync(new URL('./wheels.json', import.meta.url), 'utf8'));

/**
 * Name of a TensorFlow in the cache. It has a digest of the wheels, so equal names mean equal libraries.
 * @param {Device} device
 */
export function tensorflowId(device) {
  const hash = createHash('sha256');
  for (const { sha256 } of wheelSet(device).wheels) hash.update(sha256);
  return `${manifest.tensorflow}-${setName(device, process)}-${hash.digest('hex').slice(0, 8)}`;
}

/** @typedef {{ platform: string, arch: string }} System */

/**
 * @param {Device} device
 * @param {System} system
 * @returns {WheelSet}
 */
export function wheelSet(device, system = process) {
  const set = manifest.sets[setName(device, system)];
  if (set) return set;
  const instead = device === 'gpu' ? ': use --device cpu' : '';
  throw new SetupError(
    `TensorFlow ${manifest.tensorflow} has no ${device} build for ${system.platform} ${system.arch}${instead}`,
  );
}

/** `cpu-x64` on Linux, `cpu-darwin-arm64` on macOS. @param {Device} device @param {System} system */
function setName(device, { platform, arch }) {
  return platform === 'linux' ? `${device}-${arch}` : `${device}-${platform}-${arch}`;
}
