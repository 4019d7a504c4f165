import { existsSync } from 'node:fs';
import { SetupError } from './errors.js';
import { EXIT } from './exit-codes.js';

/**
 * @typedef {import('./manifest.js').Device} Device
 * @typedef {import('./manifest.js').System} System
 * @typedef {(path: string) => boolean} Exists
 */

/** @type {Exists} */
const EXISTS = existsSync;

/**
 * The device that TensorFlow computes on: the requested one, or else the GPU if there is one.
 * @param {string | undefined} asked the value of --device
 * @returns {Device}
 */
export function chooseDevice(asked = process.env.DROPIN_DEVICE, env = process.env, exists = EXISTS) {
  if (asked === undefined || asked === '') return missingGpu(env, exists) === undefined ? 'gpu' : 'cpu';
  if (asked === 'cpu' || asked === 'gpu') return asked;
  throw new SetupError(`--device: expected cpu or gpu, found ${asked}`, EXIT.USAGE);
}

/**
 * Refuses an unusable GPU before gigabytes are downloaded for it.
 * @param {Device} device
 */
export function expectDevice(device, env = process.env, exists = EXISTS) {
  const missing = device === 'gpu' ? missingGpu(env, exists) : undefined;
  if (missing !== undefined) throw new SetupError(`--device gpu: ${missing}`);
}

/**
 * Why no NVIDIA GPU can be used; undefined if one may be usable. An nvidia-smi in PATH proves nothing: container images and
 * login nodes have it too. The driver's control device exists where a process can reach a GPU.
 * @param {System} system
 * @returns {string | undefined}
 */
export function missingGpu(env = process.env, exists = EXISTS, system = process) {
  if (system.platform !== 'linux' || system.arch !== 'x64')
    return `TensorFlow has no GPU build for ${system.platform} ${system.arch}: use --device cpu`;
  const visible = env.CUDA_VISIBLE_DEVICES;
  if (visible !== undefined && visibleDevices(visible).length === 0)
    return `CUDA_VISIBLE_DEVICES=${visible} hides every GPU: unset it, or use --device cpu`;
  const wsl = exists('/dev/dxg') && exists('/usr/lib/wsl/lib/libcuda.so.1');
  if (exists('/dev/nvidiactl') || wsl) return undefined;
  return 'no NVIDIA GPU can be reached (/dev/nvidiactl does not exist): install the driver, give the container its GPUs, or use --device cpu';
}

/**
 * The devices named by a value of CUDA_VISIBLE_DEVICES. As in CUDA, the list ends at the first invalid entry, such as -1.
 * @param {string} value
 */
export function visibleDevices(value) {
  const names = value.split(',').map((name) => name.trim());
  const end = names.findIndex((name) => !/^(\d+|GPU-[\w-]+|MIG-[\w/-]+)$/.test(name));
  return end < 0 ? names : names.slice(0, end);
}
