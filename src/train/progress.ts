import type { Spec } from '../spec/schema/spec.js';
import type { CurveRow } from '../run/curve.js';
import { sumOverSteps } from './step-cost.js';

/** Weight of the newest step in the shown speed: about the last twenty steps count. */
const NEWEST = 0.05;

/** Where a run stands, kept current by the training loop for whoever shows it. */
export class Progress {
  phase: 'preparing' | 'training' | 'testing' | 'saving' = 'preparing';
  /** Updates done. */
  iteration = 0;
  /** Of the newest batch; undefined before the first step. */
  loss: number | undefined;
  accuracy: number | undefined;
  dropinP: number | undefined;
  /** Seconds in training steps since the run began or resumed, and those of them spent waiting for images. */
  stepsS = 0;
  dataWaitS = 0;
  /** The newest test pass; undefined before the first. */
  test: CurveRow | undefined;

  readonly iterations: number;
  private readonly batch: number;
  private readonly testInterval: number;
  private steps = 0;
  private stepSeconds: number | undefined;
  private testSeconds = 0;

  /** @param cost What a step costs at an iteration, in any unit (see `stepCost`). */
  constructor(
    spec: Spec,
    private readonly cost: (iteration: number) => number = () => 1,
  ) {
    this.iterations = spec.solver.iterations;
    this.batch = spec.solver.batch;
    this.testInterval = spec.test.interval;
  }

  /** @param waited How much of the step's seconds went into waiting for its images. */
  stepped(seconds: number, waited: number): void {
    this.stepsS += seconds;
    this.dataWaitS += waited;
    this.steps++;
    // The first step also sets TensorFlow up: it says nothing of those to come.
    const known = this.steps > 2 ? this.stepSeconds! : seconds;
    this.stepSeconds = known + NEWEST * (seconds - known);
  }

  /** Whether the newest step is the first whose time says how long the run will take. */
  get justPaced(): boolean {
    return this.steps === 2;
  }

  /** Of a step, as the newest ones were; undefined before the first. */
  get secondsOfStep(): number | undefined {
    return this.stepSeconds;
  }

  tested(row: CurveRow, seconds: number): void {
    this.test = row;
    this.testSeconds = seconds;
  }

  get imagesPerSecond(): number | undefined {
    return this.stepSeconds === undefined ? undefined : this.batch / this.stepSeconds;
  }

  /** Steps, by their cost, and test passes that are left, at the speed of the newest; undefined before the first step. */
  get secondsLeft(): number | undefined {
    if (this.stepSeconds === undefined) return undefined;
    const tests =
      Math.ceil(this.iterations / this.testInterval) - Math.floor(this.iteration / this.testInterval);
    const { cost, iteration, iterations, stepSeconds, testSeconds } = this;
    return (sumOverSteps(cost, iteration, iterations) / cost(iteration)) * stepSeconds + tests * testSeconds;
  }
}
