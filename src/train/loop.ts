import { setImmediate } from 'node:timers/promises';
import type { Loader } from '../data/loader.js';
import type { Program } from '../engine/program.js';
import type { Spec } from '../spec/schema/spec.js';
import { bestTest } from '../run/best-test.js';
import type { LayerNorms } from '../network/layer-norms.js';
import type { EarlyStop } from '../run/early-stop.js';
import type { CurveRow } from '../run/curve.js';
import type { DropInProgress } from './dropin.js';
import { imagesPerStep, trainIteration } from './iteration.js';
import { learningRate } from './learning-rate.js';
import type { Progress } from './progress.js';
import type { StopRequest, StopSignal } from './signals.js';
import { testPass } from './test-pass.js';

/** A point between two steps. */
export interface Moment {
  /** Number of updates done. */
  readonly iteration: number;
  /** Whether the curve has the test pass that is due at `iteration`, if one is due. */
  readonly tested: boolean;
  /** Seconds since the run began, without pauses between resumes. */
  readonly elapsedS: number;
}

/** The point where a loop starts. */
export interface StartMoment extends Moment {
  /** Whether there is already a checkpoint of it. */
  readonly saved: boolean;
}

export type LoopEnd =
  /** `early`: if before the last iteration (`solver.early_stop`). */
  | { readonly status: 'finished'; readonly early?: EarlyStop }
  | { readonly status: 'stopped'; readonly signal: StopSignal }
  /** `iteration`: the step whose loss, or whose preceding test, was NaN or infinite. */
  | { readonly status: 'diverged'; readonly iteration: number; readonly loss: number };

/** Dependencies of the training loop. */
export interface LoopParts {
  readonly spec: Spec;
  readonly program: Pick<Program, 'accumulate' | 'trainStep' | 'measuredStep' | 'evaluate'>;
  readonly dropin: DropInProgress;
  /** Number of reductions of the learning rate that test passes decided. */
  readonly rateReductions: () => number;
  /** Training batches, beginning with that of the first step. */
  readonly train: Loader;
  readonly openTest: () => Loader;
  readonly stop: StopRequest;
  readonly progress: Progress;
  readonly record: (row: CurveRow) => void;
  readonly recordNorms: (iteration: number, norms: readonly LayerNorms[]) => void;
  /** All recorded rows, including those from before a resume. */
  readonly rows: () => readonly CurveRow[];
  /** Decides from those rows whether the run ends early. */
  readonly earlyStop: () => EarlyStop | undefined;
  /** Called once, when `progress` knows the speed of the steps. */
  readonly paced: () => void;
  readonly checkpoint: (moment: Moment) => Promise<void>;
  /** A clock in seconds. */
  readonly now: () => number;
}

/**
 * Trains from a given point. At iteration τ, the number of updates done, it runs in this order: the test pass (at 0, every
 * test.interval and at the end), the checkpoint (every checkpoint.interval, after the best test so far, on a stop signal and at
 * the end), and step τ with the learning rate and p of τ, logged every `display` steps. A checkpoint at τ therefore comes after
 * the test row of τ and before its train row, and a run that resumes there writes the same rows as an uninterrupted one. The end
 * is the last iteration, or the test after which the run stops early.
 */
export async function trainLoop(parts: LoopParts, from: StartMoment): Promise<LoopEnd> {
  return new TrainingLoop(parts, from).run();
}

class TrainingLoop {
  private iteration: number;
  private tested: boolean;
  private savedAt: number;
  private readonly began: number;
  private stepsSinceRow = 0;
  private secondsSinceRow = 0;

  constructor(
    private readonly parts: LoopParts,
    private readonly from: StartMoment,
  ) {
    this.iteration = from.iteration;
    this.tested = from.tested;
    this.savedAt = from.saved ? from.iteration : -1;
    this.began = parts.now();
  }

  async run(): Promise<LoopEnd> {
    const { stop, progress } = this.parts;
    for (; ; this.iteration++, this.tested = false) {
      progress.iteration = this.iteration;
      const diverged = await this.test();
      if (diverged !== undefined) return diverged;
      const finished = this.finished();
      const unsaved = await this.save(finished !== undefined);
      if (unsaved !== undefined) return unsaved;
      if (finished !== undefined) return finished;
      if (stop.signal !== undefined) return { status: 'stopped', signal: stop.signal };
      const end = await this.step();
      if (end !== undefined) return end;
      // Lets signals and timers run: calls to TensorFlow block the event loop.
      await setImmediate();
    }
  }

  /** The end of the run, if it ends here. */
  private finished(): LoopEnd | undefined {
    if (!this.tested) return undefined;
    if (this.iteration === this.parts.spec.solver.iterations) return { status: 'finished' };
    const early = this.parts.earlyStop();
    return early && { status: 'finished', early };
  }

  /** Runs the test pass if one is due and not done. */
  private async test(): Promise<LoopEnd | undefined> {
    const { spec, program, dropin, openTest, stop, progress, record, now } = this.parts;
    const { iteration } = this;
    const due = iteration % spec.test.interval === 0 || iteration === spec.solver.iterations;
    if (!due || this.tested) return undefined;
    progress.phase = 'testing';
    const began = now();
    const result = await testPass(program, openTest(), dropin.copied(iteration), stop);
    if (result === undefined) return undefined;
    const seconds = now() - began;
    const row: CurveRow = {
      iteration,
      split: 'test',
      loss: result.loss,
      accuracy: result.accuracy,
      top5: spec.test.top5 ? result.top5 : undefined,
      learningRate: undefined,
      dropinP: dropin.p(iteration),
      imagesPerSecond: result.images / seconds,
      elapsedS: this.elapsed(),
    };
    this.tested = true;
    progress.tested(row, seconds);
    record(row);
    return this.unlessFinite(result.loss);
  }

  /** Writes a checkpoint if one is due. Weights whose loss is not finite are not saved. */
  private async save(atEnd: boolean): Promise<LoopEnd | undefined> {
    const { spec, stop, checkpoint, progress } = this.parts;
    const { iteration, tested } = this;
    const atInterval = iteration > 0 && iteration % spec.checkpoint.interval === 0;
    const due = atInterval || atEnd || stop.signal !== undefined || this.isBest();
    if (!due || iteration <= this.savedAt) return undefined;
    progress.phase = 'saving';
    const diverged = tested ? undefined : this.unlessFinite(await this.sampleLoss());
    if (diverged !== undefined) return diverged;
    await checkpoint({ iteration, tested, elapsedS: this.elapsed() });
    this.savedAt = iteration;
    return undefined;
  }

  /** Whether the spec keeps the checkpoint of the best test, and the one just done is the best. */
  private isBest(): boolean {
    const { spec, rows } = this.parts;
    return spec.checkpoint.keep_best && this.tested && bestTest(rows())?.iteration === this.iteration;
  }

  /** Loss of the first test batch, which shows whether the weights are still finite. */
  private async sampleLoss(): Promise<number> {
    const { program, dropin, openTest } = this.parts;
    const batch = await openTest().next();
    return batch === undefined ? 0 : program.evaluate(batch, dropin.copied(this.iteration)).lossSum;
  }

  private async step(): Promise<LoopEnd | undefined> {
    const { spec, program, dropin, rateReductions, train, progress, now } = this.parts;
    const { iteration } = this;
    progress.phase = 'training';
    const began = now();
    const rate = learningRate(spec.solver, iteration, rateReductions());
    const scalars = { learningRate: rate, iteration, copied: dropin.copied(iteration) };
    const { loss, accuracy, waited } = await trainIteration(
      this.isMeasured() ? this.measuring() : program,
      train,
      spec.solver,
      scalars,
      now,
    );
    const seconds = now() - began;
    this.stepsSinceRow++;
    this.secondsSinceRow += seconds;
    progress.stepped(seconds, waited);
    if (progress.justPaced) this.parts.paced();
    progress.loss = loss;
    progress.accuracy = accuracy;
    progress.dropinP = dropin.p(iteration);
    const end = this.unlessFinite(loss);
    if (iteration % spec.display === 0 || end !== undefined) this.recordStep(loss, accuracy, rate);
    return end;
  }

  private isMeasured(): boolean {
    const { norms } = this.parts.spec;
    return norms !== undefined && this.iteration % norms.interval === 0;
  }

  /** The program, with steps that record norms. */
  private measuring(): Pick<Program, 'accumulate' | 'trainStep'> {
    const { program, recordNorms } = this.parts;
    return {
      accumulate: (batch, scalars) => program.accumulate(batch, scalars),
      trainStep(batch, scalars) {
        const { norms, ...result } = program.measuredStep(batch, scalars);
        recordNorms(scalars.iteration, norms);
        return result;
      },
    };
  }

  private recordStep(loss: number, accuracy: number, rate: number): void {
    const { spec, dropin, record } = this.parts;
    record({
      iteration: this.iteration,
      split: 'train',
      loss,
      accuracy,
      top5: undefined,
      learningRate: rate,
      dropinP: dropin.p(this.iteration),
      imagesPerSecond: (this.stepsSinceRow * imagesPerStep(spec.solver)) / this.secondsSinceRow,
      elapsedS: this.elapsed(),
    });
    this.stepsSinceRow = 0;
    this.secondsSinceRow = 0;
  }

  private unlessFinite(loss: number): LoopEnd | undefined {
    return Number.isFinite(loss) ? undefined : { status: 'diverged', iteration: this.iteration, loss };
  }

  private elapsed(): number {
    return this.from.elapsedS + this.parts.now() - this.began;
  }
}
