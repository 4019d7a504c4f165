import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './errors.js';

/**
 * Where TensorFlow is to compute: as asked, else the GPU where there is a driver for one.
 * @param {readonly string[]} args the command line
 * @param {NodeJS.ProcessEnv} env
 * @returns {'cpu' | 'gpu'}
 */
export function askedDevice(args, env = process.env) {
  const asked = optionValue(args, '--device') ?? env.DROPIN_DEVICE;
  if (asked === undefined || asked === '') return hasNvidiaDriver(env) ? 'gpu' : 'cpu';
  if (asked === 'cpu' || asked === 'gpu') return asked;
  throw new SetupError(`--device: expected cpu or gpu, found ${asked}`, 2);
}

/** @param {readonly string[]} args @param {string} name */
function optionValue(args, name) {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (at < 0) return undefined;
  return args[at] === name ? args[at + 1] : args[at]?.slice(name.length + 1);
}

/** @param {NodeJS.ProcessEnv} env */
export function hasNvidiaDriver(env = process.env) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  if (existsSync('/proc/driver/nvidia/version')) return true;
  return (env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, 'nvidia-smi')));
}
