import { readFileSync } from 'node:fs';
import { SetupError } from './errors.js';

/**
 * @typedef {{ name: string, version: string, file: string, sha256: string, bytes: number }} Wheel
 * @typedef {{ platforms: string[], unpackedBytes: number, wheels: Wheel[] }} WheelSet
 * @typedef {{ tensorflow: string, python: string, sets: Record<string, WheelSet> }} Manifest
 */

/** The pinned wheels: one set a device and processor. @type {Manifest} */
export const manifest = JSON.parse(readFileSync(new URL('./wheels.json', import.meta.url), 'utf8'));

/**
 * Names what is cached: the same name is the same library.
 * @param {'cpu' | 'gpu'} device
 */
export function tensorflowId(device) {
  return `${manifest.tensorflow}-${device}-${process.arch}`;
}

/**
 * @param {'cpu' | 'gpu'} device
 * @returns {WheelSet}
 */
export function wheelSet(device) {
  const set = manifest.sets[`${device}-${process.arch}`];
  if (set) return set;
  const instead = device === 'gpu' ? ': use --device cpu' : '';
  throw new SetupError(
    `TensorFlow ${manifest.tensorflow} has no ${device} build for ${process.platform} ${process.arch}${instead}`,
  );
}
