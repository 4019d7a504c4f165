import { visibleDevices } from '#setup/device.js';
import { listMachineGpus, type Gpu } from '#setup/gpus.js';

/**
 * GPUs to divide among runs, as values of CUDA_VISIBLE_DEVICES: those that the variable already allows, or all of the machine;
 * none on the CPU. They are named by UUID, since CUDA and nvidia-smi may number GPUs of several models differently.
 */
export function listGpus(
  env: NodeJS.ProcessEnv = process.env,
  machine: () => readonly Gpu[] = listMachineGpus,
): string[] {
  if (env.DROPIN_DEVICE !== 'gpu') return [];
  const gpus = machine();
  const allowed = env.CUDA_VISIBLE_DEVICES;
  if (allowed === undefined) return gpus.map(({ uuid }) => uuid);
  const sameOrder =
    env.CUDA_DEVICE_ORDER === 'PCI_BUS_ID' || new Set(gpus.map(({ name }) => name)).size === 1;
  return visibleDevices(allowed).map((name) => (sameOrder ? gpus[Number(name)]?.uuid : undefined) ?? name);
}

/** What one of several runs at a time may use of the machine. */
export interface Share {
  readonly threads: number;
  readonly gpu: string | undefined;
}

/** Divides the machine: threads evenly, at least one each; GPUs in turn. */
export function divide(jobs: number, threads: number, gpus: readonly string[]): Share[] {
  return Array.from({ length: jobs }, (_, slot) => ({
    threads: Math.max(1, Math.floor(threads / jobs)),
    gpu: gpus[slot % gpus.length],
  }));
}
