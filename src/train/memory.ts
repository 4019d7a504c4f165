import { freemem, totalmem } from 'node:os';
import { batchesAhead } from '../data/loader.js';
import type { CompiledNetwork } from '../graph/compiled.js';
import { peakBytes } from '../graph/memory.js';
import { stateBytes } from '../network/state.js';
import { DropinError } from '../common/errors.js';
import type { Spec } from '../spec/schema/spec.js';
import { elementCount } from '../common/shapes.js';

/** Bytes that a run takes once its data set is open. */
export interface MemoryNeed {
  /** Weights and momentum. */
  readonly state: number;
  /** Tensors of a training step, at their most. */
  readonly step: number;
  /** Tensors of a test batch, at their most. */
  readonly test: number;
  /** Batches of images that are read ahead. */
  readonly batches: number;
}

/** Foreseen from the shapes in the graph. */
export function memoryNeed(compiled: CompiledNetwork, spec: Spec, threaded: boolean): MemoryNeed {
  const { network } = compiled;
  const image = elementCount(network.inputShape);
  const ahead = (batch: number) => batchesAhead(batch * image, threaded) * batch * image;
  return {
    state: stateBytes(network, spec.solver),
    step: peakBytes(compiled.signatures.train, compiled, spec.solver.batch),
    test: peakBytes(compiled.signatures.evaluate, compiled, spec.test.batch),
    batches: ahead(spec.solver.batch) + ahead(spec.test.batch),
  };
}

/**
 * What TensorFlow's kernels take on top, as shares of the state (weights in their own layout) and of a step's tensors: such
 * that what is foreseen fits what scripts/reliability/memory.js measures.
 */
const KERNELS = { state: 0.7, tensors: 0.1 };

/** All of it in the machine's memory: training steps and tests take turns, and on a GPU take its own. */
export function totalBytes({ state, step, test, batches }: MemoryNeed, device: 'cpu' | 'gpu'): number {
  if (device === 'gpu') return batches;
  return state * (1 + KERNELS.state) + Math.max(step, test) * (1 + KERNELS.tensors) + batches;
}

/** What this process can still have: of the machine's memory, and of what its container allows. */
function freeMemory(): number {
  const allowed = process.constrainedMemory();
  const limited = allowed > 0 && allowed < totalmem();
  return Math.min(freemem(), limited ? allowed - process.memoryUsage.rss() : Infinity);
}

/**
 * Makes sure, before the first step, that there is memory enough.
 *
 * @throws {DropinError} exit code 1, with what is needed, what there is, and which batch size to lessen.
 */
export function expectMemory(
  need: MemoryNeed,
  { solver, test }: Spec,
  device: 'cpu' | 'gpu',
  free = freeMemory(),
): void {
  const total = totalBytes(need, device);
  if (total <= free) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const [most, key, batch] =
    need.step >= need.test
      ? [need.step, 'solver.batch', solver.batch]
      : [need.test, 'test.batch', test.batch];
  throw new DropinError(
    `the run needs about ${gigabytes(total)} of memory, and ${gigabytes(free)} are free: a batch of ${batch} takes ` +
      `${gigabytes(most)}, weights and momentum ${gigabytes(need.state)}; take a smaller ${key}`,
  );
}
