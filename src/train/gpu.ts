import type { Gpu } from '#setup/gpus.js';
import type { Provenance } from '../run/provenance.js';

/** What a run's record says of a GPU. */
export function gpuFacts({ name, driver, capability, memoryBytes }: Gpu): NonNullable<Provenance['gpu']> {
  return { name, driver, compute_capability: capability ?? null, memory_bytes: memoryBytes };
}

/** What a run's record says of the devices that share each batch; undefined if there is only one. */
export function deviceFacts(
  device: Provenance['device'],
  devices: number,
  gpus: readonly (Gpu | undefined)[],
): Provenance['devices'] {
  if (devices === 1) return undefined;
  return Array.from({ length: devices }, (_, number) => {
    const gpu = gpus[number];
    const name = `${device.toUpperCase()}:${number}`;
    return gpu === undefined ? { name } : { name, uuid: gpu.uuid, gpu: gpuFacts(gpu) };
  });
}
