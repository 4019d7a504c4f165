import { visibleDevices } from '#setup/device.js';
import { listMachineGpus, type Gpu } from '#setup/gpus.js';
import type { Provenance } from '../run/provenance.js';

/**
 * The GPU that TensorFlow computes on, the first that CUDA_VISIBLE_DEVICES allows; undefined if nvidia-smi does not know it.
 * A number is a position in nvidia-smi's list, which is CUDA's if all GPUs are of one model.
 */
export function gpuInUse(
  env: NodeJS.ProcessEnv = process.env,
  machine: readonly Gpu[] = listMachineGpus(env),
): Gpu | undefined {
  const visible = env.CUDA_VISIBLE_DEVICES;
  const first = visible === undefined ? '0' : visibleDevices(visible)[0];
  return machine.find(({ uuid }, position) => first === String(position) || first === uuid);
}

/** What a run's record says of a GPU. */
export function gpuFacts({ name, driver, capability, memoryBytes }: Gpu): NonNullable<Provenance['gpu']> {
  return { name, driver, compute_capability: capability ?? null, memory_bytes: memoryBytes };
}
