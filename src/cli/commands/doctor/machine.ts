import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Part } from './part.js';
import { freeBytes } from '../../../common/disk.js';

const LITTLE_DISK = 1e9;

/** The machine: processor, memory and disks. */
export function machineParts(cache: string, results: string): Part[] {
  const threads = process.env.TF_NUM_INTRAOP_THREADS;
  const limit = threads ? `, ${threads} used (TF_NUM_INTRAOP_THREADS)` : '';
  const model = cpus()[0]?.model.trim() ?? 'unknown model';
  return [
    { name: 'Node', version: process.versions.node, state: 'ok', needed: true },
    {
      name: 'CPU',
      version: `${availableParallelism()} threads${limit}, ${model}`,
      state: 'ok',
      needed: false,
    },
    {
      name: 'Memory',
      version: `${gigabytes(freemem())} GB free of ${gigabytes(totalmem())} GB`,
      state: 'ok',
      needed: false,
    },
    disk('Disk: cache', cache),
    disk('Disk: results', results),
  ];
}

function disk(name: string, folder: string): Part {
  const free = freeBytes(folder);
  const version = `${gigabytes(free)} GB free in ${folder}`;
  if (free >= LITTLE_DISK) return { name, version, state: 'ok', needed: false };
  return {
    name,
    version,
    state: 'missing',
    needed: false,
    fix: 'free some space: a run needs it for its checkpoints',
  };
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
