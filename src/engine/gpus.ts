import { visibleDevices } from '#setup/device.js';
import { listMachineGpus, type Gpu } from '#setup/gpus.js';

export type ListGpus = () => readonly Gpu[];

/**
 * GPUs that may be used, as values of CUDA_VISIBLE_DEVICES: those that the variable already allows, or all of the machine. They
 * are named by UUID where that is known, since CUDA and nvidia-smi may number GPUs of several models differently.
 */
export function visibleGpus(
  env: NodeJS.ProcessEnv = process.env,
  machine: ListGpus = listMachineGpus,
): string[] {
  const gpus = machine();
  const allowed = env.CUDA_VISIBLE_DEVICES;
  if (allowed === undefined) return gpus.map(({ uuid }) => uuid);
  return visibleDevices(allowed).map(
    (name) => (isSameOrder(env, gpus) ? gpus[Number(name)]?.uuid : undefined) ?? name,
  );
}

/** Whether CUDA numbers the GPUs as nvidia-smi does, by PCI address: by default it puts the fastest one first. */
function isSameOrder(env: NodeJS.ProcessEnv, gpus: readonly Gpu[]): boolean {
  return env.CUDA_DEVICE_ORDER === 'PCI_BUS_ID' || new Set(gpus.map(({ name }) => name)).size === 1;
}

/**
 * The first `count` GPUs that TensorFlow computes on; undefined for one that nvidia-smi does not know. A number in
 * CUDA_VISIBLE_DEVICES is a position in nvidia-smi's list, which is CUDA's if all GPUs are of one model.
 */
export function gpusInUse(
  count: number,
  env: NodeJS.ProcessEnv = process.env,
  machine: ListGpus = listMachineGpus,
): (Gpu | undefined)[] {
  const gpus = machine();
  const visible = env.CUDA_VISIBLE_DEVICES;
  const names = visible === undefined ? gpus.map(({ uuid }) => uuid) : visibleDevices(visible);
  return names
    .slice(0, count)
    .map((name) => gpus.find(({ uuid }, position) => name === String(position) || name === uuid));
}

/**
 * A value of CUDA_VISIBLE_DEVICES that hides the GPUs after the first `count`: TensorFlow would take some memory of each.
 * Undefined if there are no others, or if it is not known which GPUs CUDA calls the first.
 */
export function onlyFirst(
  count: number,
  env: NodeJS.ProcessEnv = process.env,
  machine: ListGpus = listMachineGpus,
): string | undefined {
  const names = visibleGpus(env, machine);
  const isKnown = env.CUDA_VISIBLE_DEVICES !== undefined || isSameOrder(env, machine());
  return names.length > count && isKnown ? names.slice(0, count).join(',') : undefined;
}
