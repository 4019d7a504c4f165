import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine that a measurement was made on, in a line. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${model}, ${availableParallelism()} cores, ${memory} GiB, Node ${process.versions.node}`;
}
