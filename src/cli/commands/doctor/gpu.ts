import { listMachineGpus, type Gpu } from '#setup/gpus.js';
import type { Device } from '../../../common/device.js';
import type { Part } from './part.js';

/** Compute capabilities that TensorFlow 2.21's GPU wheel has code for: its fatbins hold 6.0 to 9.0. */
const OLDEST = 6;
const NEWEST = 9.9;

/** @param missing Why no GPU can be reached. */
export function gpuPart(
  device: Device,
  missing: string | undefined,
  inUse: boolean,
  gpus: readonly Gpu[] = listMachineGpus(),
): Part {
  const part = { name: 'GPU', needed: device === 'gpu' };
  const version = gpus.length === 0 ? 'none found by nvidia-smi' : gpus.map(describe).join('; ');
  const unsupported = gpus.flatMap((gpu) => limitOf(gpu) ?? []);
  if (device === 'cpu') return { ...part, version: `not used; ${version}`, state: 'ok' };
  if (missing !== undefined) return { ...part, version, state: 'missing', fix: missing };
  if (!inUse) {
    const fix =
      unsupported[0] ?? 'TensorFlow does not use the GPU: see Binding for the reason, or use --device cpu';
    return { ...part, version, state: 'broken', fix };
  }
  return {
    ...part,
    version: `in use; ${version}`,
    state: 'ok',
    ...(unsupported[0] && { fix: unsupported[0] }),
  };
}

function describe({ name, driver, capability, memoryBytes }: Gpu): string {
  const gigabytes = (memoryBytes / 1e9).toFixed(0);
  return `${name}, ${gigabytes} GB, compute capability ${capability ?? 'unknown'}, driver ${driver}`;
}

function limitOf({ name, capability }: Gpu): string | undefined {
  if (capability === undefined || (capability >= OLDEST && capability <= NEWEST)) return undefined;
  return `${name} has compute capability ${capability}, and TensorFlow's build has code for ${OLDEST}.0 to 9.0: expect its kernels to fail; use --device cpu`;
}
