import { withAdoption } from '../graph/compile.js';
import type { CompiledNetwork, SignatureName } from '../graph/compiled.js';
import { dropInNames } from '../graph/inputs.js';
import { negativeMean, type MeanImage } from '../graph/mean.js';
import { skippedChannels, skippingConvs, skippingGroups } from '../graph/skipping.js';
import type { Adoption } from '../network/init-from.js';
import { openSession, type Session } from './session.js';

/** Images and labels of one step. */
export interface StepBatch {
  /** N·H·W·C bytes, row by row, channels last. */
  readonly images: Uint8Array;
  /** N class numbers. */
  readonly labels: Int32Array;
  /** `[N, 4]`: where each was cut out of the stored image; needed where the mean image is cut likewise. */
  readonly boxes?: Float32Array;
}

export interface StepScalars {
  readonly learningRate: number;
  /** Number of updates before this step: masks are drawn from it. */
  readonly iteration: number;
  /** Number of copied units of each DropIn layer, in the network's order. */
  readonly copied: readonly number[];
}

export interface StepResult {
  /** Mean of the batch, before the update. */
  readonly loss: number;
  /** Fraction of the batch. */
  readonly accuracy: number;
}

/** Sums over a test batch. */
export interface EvalResult {
  readonly lossSum: number;
  readonly correct: number;
  /** Undefined for at most five classes, all of which are in the top five. */
  readonly correctTop5: number | undefined;
}

/** A compiled network in a TensorFlow session; calls are synchronous. */
export interface Program {
  /** Names of the DropIn layers, in the order of `copied`. */
  readonly dropIns: readonly string[];
  initialize(seed: number): void;
  /** Sets what the transform subtracts, once a session; without it, a network whose transform subtracts a mean cannot run. */
  setMean(image: MeanImage): void;
  /** Takes the adopted weights from another run's checkpoint; the rest stay as they are. */
  adopt(prefix: string): void;
  trainStep(batch: StepBatch, scalars: StepScalars): StepResult;
  evaluate(batch: StepBatch, copied: readonly number[]): EvalResult;
  /** Writes a TensorFlow checkpoint `<prefix>.index`, `<prefix>.data-00000-of-00001`. */
  save(prefix: string): void;
  restore(prefix: string): void;
  /** Opens a TensorBoard event file in a folder, once: TensorFlow would go on writing the first. */
  openScalars(logdir: string): void;
  writeScalar(tag: string, iteration: number, value: number): void;
  flushScalars(): void;
  dispose(): void;
}

/** Loads a compiled network into TensorFlow; `adoptions` are what `adopt` takes. */
export async function openProgram(
  compiled: CompiledNetwork,
  adoptions: readonly Adoption[] = [],
): Promise<Program> {
  const session = await openSession(withAdoption(compiled, adoptions));
  return program(session, compiled);
}

function program(session: Session<SignatureName | 'adopt'>, { network, mean }: CompiledNetwork): Program {
  const dropIns = dropInNames(network);
  const skipping = skippingConvs(network);
  let scalarsFolder: string | undefined;
  const fed = {
    copied: new Int32Array(dropIns.length),
    skipped: new Int32Array(skippingGroups(skipping)),
  };
  /** The counts to be fed, in the same arrays at every step; undefined where every unit is in: the deep network takes none. */
  const countsAt = (copied: readonly number[]): typeof fed | undefined => {
    if (copied.every((count) => count === 0)) return undefined;
    fed.copied.set(copied);
    skippedChannels(skipping, copied, fed.skipped);
    return fed;
  };
  return {
    dropIns,
    initialize: (seed) => void session.run('init', { seed: Int32Array.of(seed) }),
    setMean(image) {
      if (mean === undefined) throw new Error('the transform subtracts no mean');
      session.run('set_mean', { negative_mean: negativeMean(image, mean) });
    },
    adopt: (prefix) => void session.run('adopt', { prefix }),
    trainStep(batch, { learningRate, iteration, copied }) {
      const counts = countsAt(copied);
      const feeds = {
        ...batch,
        ...counts,
        learning_rate: Float32Array.of(learningRate),
        iteration: Int32Array.of(iteration),
      };
      const [loss, accuracy] = session.run(counts ? 'train' : 'train_deep', feeds);
      return { loss: loss!, accuracy: accuracy! };
    },
    evaluate(batch, copied) {
      const counts = countsAt(copied);
      const signature = counts ? 'evaluate' : 'evaluate_deep';
      const [lossSum, correct, correctTop5] = session.run(signature, { ...batch, ...counts });
      return { lossSum: lossSum!, correct: correct!, correctTop5 };
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
