import { existsSync } from 'node:fs';
import { SetupError } from './errors.js';

/**
 * @typedef {import('./manifest.js').Device} Device
 * @typedef {(path: string) => boolean} Exists
 */

/** @type {Exists} */
const EXISTS = existsSync;

/**
 * Where TensorFlow computes: as asked, otherwise on the GPU where there is one.
 * @param {string | undefined} asked the value of --device
 * @returns {Device}
 */
export function chooseDevice(asked = process.env.DROPIN_DEVICE, env = process.env, exists = EXISTS) {
  if (asked === undefined || asked === '') return missingGpu(env, exists) === undefined ? 'gpu' : 'cpu';
  if (asked === 'cpu' || asked === 'gpu') return asked;
  throw new SetupError(`--device: expected cpu or gpu, found ${asked}`, 2);
}

/**
 * Refuses a GPU that cannot be there, before gigabytes are downloaded for it.
 * @param {Device} device
 */
export function expectDevice(device, env = process.env, exists = EXISTS) {
  const missing = device === 'gpu' ? missingGpu(env, exists) : undefined;
  if (missing !== undefined) throw new SetupError(`--device gpu: ${missing}`);
}

/**
 * Why no NVIDIA GPU can be used; undefined where one may be. nvidia-smi in PATH proves nothing: images of containers have
 * it, and so do login nodes. The driver's control device is there where a process may reach a GPU.
 * @returns {string | undefined}
 */
export function missingGpu(env = process.env, exists = EXISTS) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `TensorFlow has no GPU build for ${process.platform} ${process.arch}: use --device cpu`;
  const visible = env.CUDA_VISIBLE_DEVICES;
  if (visible !== undefined && visibleDevices(visible).length === 0)
    return `CUDA_VISIBLE_DEVICES=${visible} hides every GPU: unset it, or use --device cpu`;
  const wsl = exists('/dev/dxg') && exists('/usr/lib/wsl/lib/libcuda.so.1');
  if (exists('/dev/nvidiactl') || wsl) return undefined;
  return 'no NVIDIA GPU can be reached (/dev/nvidiactl does not exist): install the driver, give the container its GPUs, or use --device cpu';
}

/**
 * The devices that a value of CUDA_VISIBLE_DEVICES names. As in CUDA, the first invalid one, such as -1, ends the list.
 * @param {string} value
 */
export function visibleDevices(value) {
  const names = value.split(',').map((name) => name.trim());
  const end = names.findIndex((name) => !/^(\d+|GPU-[\w-]+|MIG-[\w/-]+)$/.test(name));
  return end < 0 ? names : names.slice(0, end);
}
