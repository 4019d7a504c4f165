import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { loadGlobally } from './global-module.js';

/** The limit of scripts/setup/native/devices.cc. */
const MAX_DEVICES = 127;

/**
 * Number of CPU devices in a session, from DROPIN_CPU_DEVICES; 1 by default. They stand in for several GPUs in tests.
 *
 * @throws {DropinError} exit code 2
 */
export function cpuDevices(env: NodeJS.ProcessEnv = process.env): number {
  const text = env.DROPIN_CPU_DEVICES ?? '';
  if (text === '') return 1;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MAX_DEVICES) return count;
  throw new DropinError(
    `DROPIN_CPU_DEVICES=${text}: expected a whole number from 1 to ${MAX_DEVICES}`,
    EXIT.USAGE,
  );
}

/** scripts/setup/native/devices.cc. */
interface DevicesModule {
  setCpuDevices(count: number): boolean;
}

/**
 * Gives sessions several CPU devices, if DROPIN_CPU_DEVICES asks for them. Call it before TensorFlow is loaded.
 *
 * @param file Path of the compiled module.
 * @throws {DropinError} exit code 4, on systems other than Linux.
 */
export function prepareCpuDevices(file: string): void {
  const count = cpuDevices();
  if (count === 1) return;
  if (process.platform !== 'linux')
    throw new DropinError('DROPIN_CPU_DEVICES works on Linux only', EXIT.TENSORFLOW);
  (loadGlobally(file) as DevicesModule).setCpuDevices(count);
}
