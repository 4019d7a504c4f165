import { withWarmStart, type ProgramSignature } from '../graph/compile.js';
import type { CompiledNetwork } from '../graph/compiled.js';
import { dropInNames } from '../graph/inputs.js';
import { negativeMean, type MeanImage } from '../graph/mean.js';
import { hasTop5 } from '../graph/step-signatures.js';
import { stepSuffix, type StepSuffix } from '../graph/step-kind.js';
import { skippedChannels, skippingConvs, skippingGroups } from '../graph/skipping.js';
import type { WarmStart } from '../network/init-from.js';
import type { LayerNorms } from '../network/layer-norms.js';
import { openSession, type Session } from './session.js';

/** Images and labels of one step. */
export interface StepBatch {
  /** N·H·W·C bytes, row by row, channels last. */
  readonly images: Uint8Array;
  /** N class numbers. */
  readonly labels: Int32Array;
  /** `[N, 4]`: where each was cropped from the stored image. Needed if the mean image is cropped too. */
  readonly boxes?: Float32Array;
}

export interface StepScalars {
  readonly learningRate: number;
  /** Number of updates before this step. */
  readonly iteration: number;
  /** Number of batches before this one, which seeds the random masks. By default the iteration, as without iter_size. */
  readonly batchNumber?: number;
  /** Number of copied units of each scheduled layer, in the network's order. */
  readonly copied: readonly number[];
}

export interface StepResult {
  /** Mean over the batch, before the update. */
  readonly loss: number;
  /** Fraction of the batch. */
  readonly accuracy: number;
}

export interface MeasuredStep extends StepResult {
  readonly norms: readonly LayerNorms[];
}

/** Sums over a test batch. */
export interface EvalResult {
  readonly lossSum: number;
  readonly correct: number;
  /** Undefined for at most five classes, as all are in the top five. */
  readonly correctTop5: number | undefined;
  /** `[N, classes]`, if the network was compiled with logits. */
  readonly logits?: Float32Array;
}

/** A compiled network in a TensorFlow session; calls are synchronous. */
export interface Program {
  /** Names of the scheduled layers, in the order of `copied`. */
  readonly dropIns: readonly string[];
  initialize(seed: number): void;
  /** Sets the mean that the transform subtracts. A network with such a transform cannot run before this. */
  setMean(image: MeanImage): void;
  /** Restores the warm-started parameters from another run's checkpoint. Leaves the others unchanged. */
  warmStart(prefix: string): void;
  /** Adds the gradients of a batch of an iteration that is not its last. Only with iter_size above 1. */
  accumulate(batch: StepBatch, scalars: StepScalars): StepResult;
  /** The last batch of an iteration, and the update. */
  trainStep(batch: StepBatch, scalars: StepScalars): StepResult;
  /**
   * The same step, with the norms of every layer with parameters: the gradient is of this batch alone. The network must be
   * compiled with norms.
   */
  measuredStep(batch: StepBatch, scalars: StepScalars): MeasuredStep;
  evaluate(batch: StepBatch, copied: readonly number[]): EvalResult;
  /** Writes a TensorFlow checkpoint `<prefix>.index`, `<prefix>.data-00000-of-00001`. */
  save(prefix: string): void;
  restore(prefix: string): void;
  /** Opens a TensorBoard event file in a folder. Call it once: TensorFlow would keep writing to the first file. */
  openScalars(logdir: string): void;
  writeScalar(tag: string, iteration: number, value: number): void;
  flushScalars(): void;
  dispose(): void;
}

/**
 * Loads a compiled network into TensorFlow.
 *
 * @param warmStarts The parameters that `warmStart` restores.
 */
export async function openProgram(
  compiled: CompiledNetwork,
  warmStarts: readonly WarmStart[] = [],
): Promise<Program> {
  const session = await openSession(withWarmStart(compiled, warmStarts));
  return program(session, compiled);
}

function program(
  session: Session<ProgramSignature>,
  { network, mean, stages, norms }: CompiledNetwork,
): Program {
  const dropIns = dropInNames(network);
  const skipping = skippingConvs(network);
  const suffixOf = stepSuffix(network, stages.stages);
  let scalarsFolder: string | undefined;
  const fed = {
    copied: new Int32Array(dropIns.length),
    skipped: new Int32Array(skippingGroups(skipping)),
  };
  /** The counts to feed, in the same arrays at every step. Undefined for the deep network, which takes no counts. */
  const countsAt = (copied: readonly number[], suffix: StepSuffix): typeof fed | undefined => {
    if (suffix === '_deep') return undefined;
    fed.copied.set(copied);
    skippedChannels(skipping, copied, fed.skipped);
    return fed;
  };
  const feedsOf = (
    batch: StepBatch,
    { learningRate, iteration, batchNumber = iteration, copied }: StepScalars,
  ) => {
    const suffix = suffixOf(copied);
    const counts = countsAt(copied, suffix);
    const scalars = {
      learning_rate: Float32Array.of(learningRate),
      iteration: Int32Array.of(iteration),
      batch_number: Int32Array.of(batchNumber),
    };
    return { feeds: { ...batch, ...counts, ...scalars }, suffix };
  };
  const train = (name: 'train' | 'accumulate', batch: StepBatch, stepScalars: StepScalars): StepResult => {
    const { feeds, suffix } = feedsOf(batch, stepScalars);
    const [loss, accuracy] = session.run(`${name}${suffix}`, feeds);
    return { loss: loss!, accuracy: accuracy! };
  };
  return {
    dropIns,
    initialize: (seed) => void session.run('init', { seed: Int32Array.of(seed) }),
    setMean(image) {
      if (mean === undefined) throw new Error('the transform subtracts no mean');
      session.run('set_mean', { negative_mean: negativeMean(image, mean) });
    },
    warmStart: (prefix) => void session.run('warm_start', { prefix }),
    accumulate: (batch, scalars) => train('accumulate', batch, scalars),
    trainStep: (batch, scalars) => train('train', batch, scalars),
    measuredStep(batch, scalars) {
      if (norms === undefined) throw new Error('the network is compiled without norms');
      const { feeds, suffix } = feedsOf(batch, scalars);
      const before = session.run(suffix === '_deep' ? 'norms_deep' : 'norms', feeds);
      const result = train('train', batch, scalars);
      return { ...result, norms: normsOf(norms.layers, before, session.run('update_norms', {})) };
    },
    evaluate(batch, copied) {
      const suffix = suffixOf(copied);
      const counts = countsAt(copied, suffix);
      const values = session.run(`evaluate${suffix}`, { ...batch, ...counts }) as Float32Array;
      const sums = hasTop5(network) ? 3 : 2;
      const [lossSum, correct, correctTop5] = values.subarray(0, sums);
      const result = { lossSum: lossSum!, correct: correct!, correctTop5 };
      return values.length === sums ? result : { ...result, logits: values.subarray(sums) };
    },
    save: (prefix) => void session.run('save', { prefix }),
    restore: (prefix) => void session.run('restore', { prefix }),
    openScalars(logdir) {
      if (scalarsFolder !== undefined) throw new Error(`scalars are already written to ${scalarsFolder}`);
      session.run('open_summary', { logdir });
      scalarsFolder = logdir;
    },
    writeScalar: (tag, iteration, value) =>
      void session.run('write_summary', {
        tag,
        iteration: Int32Array.of(iteration),
        value: Float32Array.of(value),
      }),
    flushScalars: () => void session.run('flush_summary', {}),
    dispose: () => {
      session.dispose();
    },
  };
}

/**
 * @param before The mean squares of activations, then half the sums of squares of gradients and of weights, one per layer.
 * @param updates Half the sums of squares of the changes.
 */
function normsOf(
  layers: readonly string[],
  before: ArrayLike<number>,
  updates: ArrayLike<number>,
): readonly LayerNorms[] {
  const norm = (halfSum: number) => Math.sqrt(2 * halfSum);
  return layers.map((layer, i) => {
    const activation = Math.sqrt(before[i]!);
    return {
      layer,
      activation: Number.isNaN(activation) ? undefined : activation,
      gradient: norm(before[layers.length + i]!),
      update: norm(updates[i]!),
      weight: norm(before[2 * layers.length + i]!),
    };
  });
}
