import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { sha256 } from '../../../src/common/sha256.js';
import type { Program, StepBatch, StepScalars } from '../../../src/engine/program.js';
import type { Experiment } from '../../../src/network/load.js';
import { loadExperiment } from '../../../src/network/load.js';
import { Progress } from '../../../src/train/progress.js';
import type { Engine } from '../../../src/train/request.js';
import { run, type RunResult } from '../../../src/train/run.js';
import { originOf } from '../../../src/run/origin.js';
import { runFolder, type RunFolder } from '../../../src/run/folder.js';
import type { StopSignal } from '../../../src/train/signals.js';

/** When the fake program misbehaves; iterations are those of its training steps. */
export interface Mishap {
  readonly nanAt?: number;
  readonly throwAt?: number;
  readonly signalAt?: number;
  /** After this many test batches. */
  readonly signalInTest?: number;
  /** Number of correct images in each test batch, by iteration; 1 where there is none. */
  readonly correctAt?: Readonly<Record<number, number>>;
}

/** A program without TensorFlow: its weights are one number, and everything it is fed changes it. */
class FakeProgram implements Program {
  readonly dropIns = ['dropin_conv_2'];
  readonly scalars: string[] = [];
  steps = 0;
  private weights = NaN;
  /** Sum over the batches of an iteration so far; not in checkpoints. */
  private pending = 0;
  private testBatches = 0;

  constructor(
    private readonly mishap: Mishap,
    private readonly stop: { signal: StopSignal | undefined },
    private readonly stepOf: () => number,
  ) {}

  warmStart(): void {
    throw new Error('no warm start');
  }

  setMean(): void {
    throw new Error('the transform subtracts no mean');
  }

  initialize(seed: number): void {
    this.weights = seed;
  }

  accumulate: Program['accumulate'] = (batch, scalars) => {
    const loss = this.weights / 100;
    this.pending += fedSum(batch, scalars);
    return { loss, accuracy: 0.5 };
  };

  trainStep: Program['trainStep'] = (batch, scalars) => {
    const step = this.stepOf();
    this.steps++;
    if (step === this.mishap.throwAt) throw new Error('the machine burns');
    if (step === this.mishap.signalAt) this.stop.signal = 'SIGTERM';
    if (step === this.mishap.nanAt) this.weights = NaN;
    const loss = this.weights / 100;
    this.weights = (this.weights * 31 + this.pending + fedSum(batch, scalars)) % 997;
    this.pending = 0;
    return { loss, accuracy: 0.5 };
  };

  measuredStep: Program['measuredStep'] = (batch, scalars) => {
    const before = this.weights;
    const result = this.trainStep(batch, scalars);
    const update = this.weights - before;
    return { ...result, norms: [{ layer: 'conv_1', activation: 1, gradient: 2, update, weight: before }] };
  };

  evaluate: Program['evaluate'] = ({ labels }, copied) => {
    if (++this.testBatches === this.mishap.signalInTest) this.stop.signal = 'SIGINT';
    const lossSum = (this.weights + copied.reduce((a, b) => a + b, 0)) * labels.length;
    const correct = this.mishap.correctAt?.[this.stepOf()] ?? 1;
    return { lossSum, correct, correctTop5: labels.length };
  };

  save(prefix: string): void {
    writeFileSync(`${prefix}.index`, String(this.weights));
  }

  restore(prefix: string): void {
    this.weights = Number(readFileSync(`${prefix}.index`, 'utf8'));
  }

  openScalars(): void {
    this.scalars.push('open');
  }

  writeScalar(tag: string, iteration: number, value: number): void {
    this.scalars.push(`${tag}@${iteration}=${value}`);
  }

  flushScalars(): void {
    this.scalars.push('flush');
  }

  dispose(): void {
    this.weights = NaN;
  }
}

function fedSum({ images, labels }: StepBatch, { learningRate, copied }: StepScalars): number {
  return [...images, ...labels, ...copied, 1000 * learningRate].reduce((sum, x, i) => sum + x * (i + 1), 0);
}

const DATA_FILES = ['train-images', 'train-labels', 'test-images', 'test-labels'];

function without(value: object, ...keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part !== 'object' || part === null || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}

const idx = (dims: number[], data: number[]) =>
  Uint8Array.from([0, 0, 8, dims.length, ...dims.flatMap((dim) => [0, 0, 0, dim]), ...data]);

/**
 * A run of 20 iterations on 7 images of 2×2 pixels, 3 per batch; tests on 5 images at 0, 8, 16 and 20, checkpoints at 5, 10,
 * 15 and 20, train rows at 0, 4, 8, 12 and 16.
 */
export class FakeRun {
  readonly folder: RunFolder;
  readonly warnings: string[] = [];
  readonly decisions: string[] = [];
  begunAt: number[] = [];
  lastProgram: FakeProgram | undefined;
  private readonly specFile: string;
  private dataRoot: string;

  constructor(extra = '') {
    const root = mkdtempSync(join(tmpdir(), 'dropin-run-'));
    this.folder = runFolder(join(root, 'results'));
    this.specFile = join(root, 'spec.yaml');
    this.dataRoot = root;
    const files = {
      'train-images': idx(
        [7, 2, 2],
        Array.from({ length: 28 }, (_, i) => i * 9),
      ),
      'train-labels': idx([7], [0, 1, 2, 0, 1, 2, 0]),
      'test-images': idx(
        [5, 2, 2],
        Array.from({ length: 20 }, (_, i) => i),
      ),
      'test-labels': idx([5], [0, 1, 2, 0, 1]),
    };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, name), bytes);
    const digests = Object.entries(files).map(([name, bytes]) => `${name}: ${sha256(bytes)}`);
    writeFileSync(
      join(root, 'dots.yaml'),
      `name: dots
format: idx
package: none
image: [2, 2, 1]
classes: 3
train: {images: train-images, labels: train-labels, count: 7}
test: {images: test-images, labels: test-labels, count: 5}
sha256: {${digests.join(', ')}}
`,
    );
    writeFileSync(
      this.specFile,
      `name: dots
dataset: {name: ${join(root, 'dots.yaml')}, root: ${root}}
dropin: {length: 10}
network:
  - block: {conv: conv, outputs: 3, kernel: 1, added: 1}
  - fc: {outputs: 3}
solver: {iterations: 20, batch: 3, base_lr: 0.01, policy: {type: inv, gamma: 0.1, power: 0.75}${extra}}
test: {interval: 8, batch: 2}
checkpoint: {interval: 5, keep: 2, keep_best: false}
display: 4
`,
    );
  }

  experiment(...set: string[]): Experiment {
    return loadExperiment(this.specFile, { set: [`dataset.root=${this.dataRoot}`, ...set] });
  }

  /** The same files, moved to another folder. */
  moveData(): void {
    const moved = join(this.dataRoot, 'moved');
    mkdirSync(moved);
    for (const name of DATA_FILES) renameSync(join(this.dataRoot, name), join(moved, name));
    this.dataRoot = moved;
  }

  hideData(): void {
    for (const name of DATA_FILES)
      renameSync(join(this.dataRoot, name), join(this.dataRoot, `${name}.hidden`));
  }

  /** Turns the folder into one of version 1 of the program, before the newest field with a default; returns its digest. */
  asVersionOne(): string {
    const edit = (path: string, change: (text: string) => string) => {
      writeFileSync(path, change(readFileSync(path, 'utf8')));
    };
    edit(this.folder.spec, (text) => text.replace(/^ +on_bad_image: fail\n/m, ''));
    const spec = parse(readFileSync(this.folder.spec, 'utf8')) as Record<string, unknown>;
    const digest = sha256(canonicalJson(without(spec, 'description', 'notes')));
    const old = (text: string) => {
      const parts = JSON.parse(text) as Record<string, unknown>;
      const rest = without(parts, 'fingerprint', 'overrides', 'spec_path', 'other_bits');
      return JSON.stringify({ ...rest, format: 1, spec_digest: digest });
    };
    edit(this.folder.record, old);
    for (const name of readdirSync(this.folder.checkpoints)) {
      const folder = join(this.folder.checkpoints, name);
      edit(join(folder, 'state.json'), (text) => {
        const state = JSON.parse(old(text)) as { sha256: Record<string, string> };
        return JSON.stringify({ ...state, sha256: without(state.sha256, 'curve.csv', 'run.json') });
      });
      for (const copy of ['curve.csv', 'run.json']) rmSync(join(folder, copy));
    }
    return digest;
  }

  async run(
    mishap: Mishap = {},
    { fresh = false, set = [] as string[], noProgram = false } = {},
  ): Promise<RunResult> {
    const experiment = this.experiment(...set);
    const stop: { signal: StopSignal | undefined } = { signal: undefined };
    const progress = new Progress(experiment.spec);
    const engine: Engine = {
      openProgram: () => {
        if (noProgram) return Promise.reject(new Error('no TensorFlow'));
        this.lastProgram = new FakeProgram(mishap, stop, () => progress.iteration);
        return Promise.resolve(this.lastProgram);
      },
      tensorflowFacts: () => ({ tensorflow: '0', tfjsNode: '0', device: 'cpu' }),
    };
    const observer = {
      warn: (message: string) => void this.warnings.push(message),
      began: (iteration: number) => void this.begunAt.push(iteration),
      row: () => undefined,
      decided: (iteration: number, decision: string) => void this.decisions.push(`${iteration}: ${decision}`),
      paced: () => undefined,
    };
    return run(
      {
        ...{ experiment, stop, progress, observer, fresh, devices: 1 },
        origin: originOf(this.specFile, { set }),
        folder: this.folder,
        command: ['run'],
      },
      engine,
    );
  }

  /** curve.csv without its time columns. */
  curve(): string[] {
    const lines = readFileSync(this.folder.curve, 'utf8').trimEnd().split('\n');
    return lines.map((line) => line.split(',').slice(0, 7).join(','));
  }
}
