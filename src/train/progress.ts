import type { Spec } from '../spec/schema/spec.js';
import type { CurveRow } from '../run/curve.js';
import { imagesPerStep } from './iteration.js';
import { sumOverSteps } from './step-cost.js';

/** Weight of the newest step in the moving average of the speed, which spans about twenty steps. */
const NEWEST = 0.05;

/** Progress of a run, updated by the training loop and read by displays. */
export class Progress {
  phase: 'preparing' | 'training' | 'testing' | 'saving' = 'preparing';
  /** Number of updates done. */
  iteration = 0;
  /** Loss of the newest batch; undefined before the first step. */
  loss: number | undefined;
  accuracy: number | undefined;
  dropinP: number | undefined;
  /** Seconds spent in training steps since the run began or resumed, and the part of them spent waiting for images. */
  stepsS = 0;
  dataWaitS = 0;
  /** The newest test pass; undefined before the first. */
  test: CurveRow | undefined;

  readonly iterations: number;
  /** Whether `iterations` and `secondsLeft` are only upper limits, because the run may stop early. */
  readonly mayStopEarly: boolean;
  private readonly images: number;
  private readonly testInterval: number;
  private steps = 0;
  private stepSeconds: number | undefined;
  private testSeconds = 0;

  /** @param cost Cost of a step at an iteration, in any unit (see `stepCost`). */
  constructor(
    spec: Spec,
    private readonly cost: (iteration: number) => number = () => 1,
  ) {
    this.iterations = spec.solver.iterations;
    this.mayStopEarly = spec.solver.early_stop !== undefined;
    this.images = imagesPerStep(spec.solver);
    this.testInterval = spec.test.interval;
  }

  /** @param waited The part of the step's seconds spent waiting for its images. */
  stepped(seconds: number, waited: number): void {
    this.stepsS += seconds;
    this.dataWaitS += waited;
    this.steps++;
    // The first step includes the set-up of TensorFlow and is not representative.
    const known = this.steps > 2 ? this.stepSeconds! : seconds;
    this.stepSeconds = known + NEWEST * (seconds - known);
  }

  /** Whether the newest step is the first with a representative time. */
  get justPaced(): boolean {
    return this.steps === 2;
  }

  /** Moving average of the seconds of a step; undefined before the first. */
  get secondsOfStep(): number | undefined {
    return this.stepSeconds;
  }

  tested(row: CurveRow, seconds: number): void {
    this.test = row;
    this.testSeconds = seconds;
  }

  /** Images per second of the newest steps; undefined before the first. */
  get imagesPerSecond(): number | undefined {
    return this.stepSeconds === undefined ? undefined : this.images / this.stepSeconds;
  }

  /**
   * Estimate of the seconds left: the remaining steps, weighted by cost, at the speed of the newest steps, and the remaining
   * test passes; undefined before the first step.
   */
  get secondsLeft(): number | undefined {
    if (this.stepSeconds === undefined) return undefined;
    const tests =
      Math.ceil(this.iterations / this.testInterval) - Math.floor(this.iteration / this.testInterval);
    const { cost, iteration, iterations, stepSeconds, testSeconds } = this;
    return (sumOverSteps(cost, iteration, iterations) / cost(iteration)) * stepSeconds + tests * testSeconds;
  }
}
