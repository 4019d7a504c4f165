import { freemem, totalmem } from 'node:os';
import type { Gpu } from '#setup/gpus.js';
import type { Device } from '../common/device.js';
import { batchesAhead } from '../data/loader.js';
import type { CompiledNetwork } from '../graph/compiled.js';
import { peakBytes } from '../graph/memory.js';
import { stateBytes } from '../network/state.js';
import { DropinError } from '../common/errors.js';
import type { Spec } from '../spec/schema/spec.js';
import { elementCount } from '../common/shapes.js';

/** Memory that a run needs once its data set is open, in bytes. */
export interface MemoryNeed {
  /** Weights, the solver's arrays, such as momentum, and sums of gradients. */
  readonly state: number;
  /** Peak of the tensors of a training step, on the first device. */
  readonly step: number;
  /** The same on each other device, with its copy of the weights. */
  readonly others: readonly number[];
  /** Images in the host's memory, if a batch is divided among devices. */
  readonly host: number;
  /** Peak of the tensors of a test batch. */
  readonly test: number;
  /** Image batches read ahead. */
  readonly batches: number;
}

/** Estimates the memory of a run from the shapes in the graph. */
export function memoryNeed(compiled: CompiledNetwork, spec: Spec, threaded: boolean): MemoryNeed {
  const { network, norms } = compiled;
  const { train, accumulate } = compiled.signatures;
  const steps = [train, accumulate, ...(norms === undefined ? [] : [norms.signatures.norms])];
  const peak = (device: number) =>
    Math.max(...steps.map((signature) => peakBytes(signature, compiled, spec.solver.batch, device)));
  const image = elementCount(network.inputShape);
  const ahead = (batch: number) => batchesAhead(batch * image, threaded) * batch * image;
  return {
    state: stateBytes(network, spec.solver) + gradientSumBytes(compiled) + copyBytes(compiled),
    step: peak(0) + waitingBytes(compiled),
    others: Array.from({ length: compiled.devices - 1 }, (_, i) => peak(i + 1)),
    // The decoded batch, and its parts.
    host: compiled.devices === 1 ? 0 : 2 * spec.solver.batch * image,
    test: peakBytes(compiled.signatures.evaluate, compiled, spec.test.batch),
    batches: ahead(spec.solver.batch) + ahead(spec.test.batch),
  };
}

/** Gradients of the other devices, which may wait on the first one for its own. */
function waitingBytes(compiled: CompiledNetwork): number {
  return (compiled.devices - 1) * weightBytes(compiled);
}

/** Size of the copy of the weights that norms need. */
function copyBytes(compiled: CompiledNetwork): number {
  return compiled.norms === undefined ? 0 : weightBytes(compiled);
}

function weightBytes({ variables }: CompiledNetwork): number {
  return 4 * variables.reduce((sum, { parameter }) => sum + elementCount(parameter.shape), 0);
}

function gradientSumBytes({ variables }: CompiledNetwork): number {
  return variables.reduce(
    (sum, { gradientSum }) => sum + (gradientSum === undefined ? 0 : 4 * elementCount(gradientSum.shape)),
    0,
  );
}

/**
 * Extra memory of TensorFlow's kernels, as a fraction of the state (weights in the kernels' own layout) and of a step's
 * tensors. Fitted to the measurements of scripts/reliability/memory.js.
 */
const KERNELS = { state: 0.7, tensors: 0.1 };

/**
 * Total host memory in bytes. Training steps and tests do not run at the same time; on a GPU, only the image batches are in
 * host memory.
 */
export function totalBytes(need: MemoryNeed, device: Device): number {
  const { state, test, host, batches } = need;
  if (device === 'gpu') return host + batches;
  const tensors = Math.max(stepBytes(need), test) * (1 + KERNELS.tensors);
  return state * (1 + KERNELS.state) + tensors + batches;
}

/** Peak of the tensors of a training step, on all devices together. */
function stepBytes({ step, others, host }: MemoryNeed): number {
  return step + host + others.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * What to tell the user before a run that may not fit into a GPU's memory; undefined if it fits. The estimate is fitted to
 * CPUs and mostly too high, so the run may start.
 *
 * @param device The number of the GPU among those of the run. The first has the weights and the solver's arrays, and runs tests.
 */
export function gpuMemoryNote(
  { state, step, others, test }: MemoryNeed,
  { solver }: Spec,
  { name, freeBytes }: Pick<Gpu, 'name' | 'freeBytes'>,
  device = 0,
): string | undefined {
  const [held, tensors] = device === 0 ? [state, Math.max(step, test)] : [0, others[device - 1]!];
  const total = held + tensors * (1 + KERNELS.tensors);
  if (total <= freeBytes) return undefined;
  return (
    `the run may need ${gigabytes(total)} of the memory of ${name}, of which ${gigabytes(freeBytes)} is free: if it fails, ` +
    `reduce solver.batch (${solver.batch}) and raise solver.iter_size`
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Memory still available to this process: on the machine, and within its container's limit. */
function freeMemory(): number {
  const allowed = process.constrainedMemory();
  const limited = allowed > 0 && allowed < totalmem();
  return Math.min(freemem(), limited ? allowed - process.memoryUsage.rss() : Infinity);
}

/**
 * Checks before the first step that there is enough memory.
 *
 * @throws {DropinError} exit code 1, naming the memory needed, the memory free, and the batch size to reduce.
 */
export function expectMemory(
  need: MemoryNeed,
  { solver, test }: Spec,
  device: Device,
  free = freeMemory(),
): void {
  const total = totalBytes(need, device);
  if (total <= free) return;
  const [peak, key, batch] =
    stepBytes(need) >= need.test
      ? [stepBytes(need), 'solver.batch', solver.batch]
      : [need.test, 'test.batch', test.batch];
  throw new DropinError(
    `the run needs about ${gigabytes(total)} of memory, but only ${gigabytes(free)} is free: a batch of ${batch} takes ` +
      `${gigabytes(peak)}, weights and momentum ${gigabytes(need.state)}; reduce ${key}`,
  );
}
