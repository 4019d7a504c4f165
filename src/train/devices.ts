import type { Device } from '../common/device.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { plural } from '../common/format.js';
import { cpuDevices } from '../engine/cpu-devices.js';
import { visibleGpus } from '../engine/gpus.js';
import type { Network } from '../network/layer.js';
import type { SolverSpec } from '../spec/schema/solver.js';

/**
 * Checks that a batch can be divided equally among the devices of a run.
 *
 * @throws {DropinError} exit code 2
 */
export function expectDivisible({ batch }: Pick<SolverSpec, 'batch'>, devices: number): void {
  if (batch % devices === 0) return;
  const fits = (count: number) => batch % count === 0;
  const numbers = Array.from({ length: batch }, (_, i) => i + 1).filter(fits);
  const near = [numbers.findLast((count) => count < devices), numbers.find((count) => count > devices)];
  const batches = [Math.floor(batch / devices), Math.ceil(batch / devices)].map((part) => part * devices);
  throw new DropinError(
    `--gpus ${devices}: solver.batch (${batch}) is not a multiple of ${devices}: use --gpus ${either(near)}, or a batch of ` +
      either(batches),
    EXIT.USAGE,
  );
}

function either(numbers: readonly (number | undefined)[]): string {
  return numbers.filter((number) => number !== undefined && number > 0).join(' or ');
}

/**
 * Checks that there are as many devices as a run asks for, as far as is known before TensorFlow finds them.
 *
 * @throws {DropinError} exit code 4
 */
export function expectDevices(
  devices: number,
  device: Device,
  env: NodeJS.ProcessEnv = process.env,
  gpus: readonly string[] = device === 'gpu' ? visibleGpus(env) : [],
): void {
  if (devices === 1) return;
  if (device === 'cpu' && cpuDevices(env) === 1)
    throw new DropinError(`--gpus ${devices}: this run would use the CPU: leave out --gpus`, EXIT.TENSORFLOW);
  const found = device === 'cpu' ? cpuDevices(env) : gpus.length;
  // Where nvidia-smi is missing, TensorFlow finds out.
  if (devices <= found || (device === 'gpu' && found === 0)) return;
  const allowed = device === 'cpu' ? env.DROPIN_CPU_DEVICES : env.CUDA_VISIBLE_DEVICES;
  const variable = device === 'cpu' ? 'DROPIN_CPU_DEVICES' : 'CUDA_VISIBLE_DEVICES';
  const by = allowed === undefined ? '' : ` (${variable}=${allowed})`;
  throw new DropinError(
    `--gpus ${devices}: there ${found === 1 ? 'is' : 'are'} only ${plural(found, device.toUpperCase())}${by}: use at most ${found}`,
    EXIT.TENSORFLOW,
  );
}

/** What to tell the user before a run whose batch normalization depends on the number of devices; undefined if none does. */
export function normalizationNote(
  { layers }: Network,
  { batch }: Pick<SolverSpec, 'batch'>,
  devices: number,
): string | undefined {
  if (devices === 1 || layers.every(({ layer }) => layer.type !== 'batch_norm')) return undefined;
  return (
    `batch normalization uses the statistics of each device’s ${batch / devices} images, not of all ${batch}: ` +
    'results differ from those of one device'
  );
}
