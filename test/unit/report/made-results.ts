import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSpec } from '../../../src/spec/load.js';
import { serializeSpec } from '../../../src/spec/resolved.js';
import type { Spec } from '../../../src/spec/schema/spec.js';
import { readSweep } from '../../../src/spec/sweep.js';
import { expand } from '../../../src/sweep/expand.js';
import { readPoints } from '../../../src/run/curve-points.js';
import { readFacts } from '../../../src/run/run-facts.js';
import type { Run } from '../../../src/report/results/run.js';
import { SpecTexts } from '../../../src/report/results/spec-text.js';
import type { Traits } from '../../../src/report/results/traits.js';
import { HEADER } from './made-run.js';

const SWEEPS = join(import.meta.dirname, '../../../configs/sweeps');
const texts = new SpecTexts();

/** The course of the runs of one setting, in percent and iterations. */
export interface Shape {
  /** Accuracy from `settles` on. */
  readonly final: number;
  /** Standard deviation of `final` over seeds. */
  readonly deviation: number;
  /** The iteration from which accuracy stays at `final`; between the end of the DropIns and there it is 60 %. */
  readonly settles?: number;
  /** Accuracy up to an iteration, in ascending order, before `final`. */
  readonly stages?: readonly { readonly to: number; readonly accuracy: number }[];
  /** Accuracy of training steps up to an iteration, in ascending order, then 99 %. By default none is logged. */
  readonly trained?: readonly { readonly to: number; readonly accuracy: number }[];
  /** Number of layers that came in until the growth ended. */
  readonly layers?: number;
}

/** `lenet10 2500`, `lenet10 none`, `lenet50 2500 stagger 100`, `lenet10-grow 200 dropin.advance.patience=1` */
export type Shapes = Readonly<Record<string, Shape>>;

interface Planned {
  readonly key: string;
  readonly seed: number;
  readonly spec: Spec;
  readonly plain: Run['spec'];
  readonly traits: Traits;
}

/** Sweeps over other settings than those that the claims are about. */
const OTHER_SETTINGS = ['conditions.yaml', 'asynchronous-fillers.yaml'];

/** Every run of every shipped sweep, expanded as `dropin sweep` does, under the settings that the claims are about. */
export function plannedRuns(): readonly Planned[] {
  const planned = readdirSync(SWEEPS)
    .filter((file) => !OTHER_SETTINGS.includes(file))
    .flatMap(runsOfSweep);
  return [...new Map(planned.map((one) => [`${one.key} ${one.seed}`, one])).values()];
}

/** Every run of a file in configs/sweeps. */
export function runsOfSweep(name: string): readonly Planned[] {
  return expand(readSweep(join(SWEEPS, name)).parts, {}).map(({ spec: file, settings }) => {
    const { spec } = loadSpec(file, { varied: settings.flatMap(({ set }) => set) });
    const { plain, traits } = texts.read(serializeSpec(spec));
    const others = settings.filter(({ axis }) => !OF_SERIES.includes(axis)).flatMap(({ set }) => set);
    const set = others.map(({ assignment }) => assignment);
    return { key: keyOf(spec.name, traits, set), seed: spec.seed, spec, plain, traits };
  });
}

export function keyOf(name: string, { dropin, stagger }: DropIns, set: readonly string[] = []): string {
  return [name, dropin, ...(stagger === 0 ? [] : ['stagger', stagger]), ...set].join(' ');
}

type DropIns = Pick<Traits, 'dropin' | 'stagger'>;

/** The DropIns of a spec with changes. */
export function dropInsOf(file: string, set: readonly string[]): DropIns {
  return texts.read(serializeSpec(loadSpec(file, { set }).spec)).traits;
}

/** What a series says itself, and the key with it; what else a sweep sets is `set` in the series. */
const OF_SERIES = ['seed', 'length', 'dropin.stagger'];

const made = new Map<Planned, Map<Shape, Run>>();

/** Makes the runs, with curves of these shapes. A setting without a shape is a mistake in the test. */
export function madeResults(planned: readonly Planned[], shapes: Shapes): readonly Run[] {
  return planned.map((one) => {
    const shape = shapes[one.key];
    if (shape === undefined) throw new Error(`no shape for ${one.key}`);
    const known = made.get(one) ?? new Map<Shape, Run>();
    made.set(one, known);
    const seeds = planned.filter(({ key }) => key === one.key).length;
    const run = known.get(shape) ?? madeRun(one, shape, scores(seeds)[one.seed - 1]!);
    known.set(shape, run);
    return run;
  });
}

function madeRun({ key, seed, spec, plain, traits }: Planned, shape: Shape, score: number): Run {
  return {
    id: `${key} ${seed}`,
    spec: plain,
    traits,
    seed,
    digest: undefined,
    record: readFacts(recordText(spec, shape)),
    curve: readPoints(curveText(spec, traits, shape, score)),
    problems: [],
  };
}

/** Deviations of the seeds from their mean, with a sample standard deviation of 1. */
function scores(n: number): readonly number[] {
  const raw = Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
  const deviation = Math.sqrt(raw.reduce((sum, one) => sum + one * one, 0) / Math.max(1, n - 1));
  return raw.map((one) => (deviation === 0 ? 0 : one / deviation));
}

function recordText({ dataset, seed }: Spec, { layers }: Shape): string {
  const counts: Record<string, [string, number, number]> = {
    mnist: ['idx', 60000, 10000],
    cifar10: ['cifar', 50000, 10000],
    imagenet: ['folders', 1281167, 50000],
  };
  const [format, train, test] = counts[dataset.name]!;
  const data = { name: dataset.name, format, digest: 'd', train, test, image: [1, 1, 1], classes: 10 };
  const starts = Array.from({ length: layers ?? 0 }, (_, i) => ({ dropin: `dropin${i}`, iteration: i }));
  const ended = { iteration: 0, because: 'no gain' };
  const decisions = layers === undefined ? {} : { dropin_starts: starts, growth_ended: ended };
  return JSON.stringify({ format: 2, status: 'finished', seed, decisions, fingerprint: { data } });
}

function curveText(spec: Spec, { complete }: Traits, shape: Shape, score: number): string {
  const { solver, test } = spec;
  const { final, deviation, settles = 0, stages = [], trained } = shape;
  const reached = settles === 0 ? 0 : settles + 100 * Math.round(score);
  let text = HEADER + (trained === undefined ? '' : stepsText(spec, trained, score));
  const tests = Math.ceil(solver.iterations / test.interval);
  for (let k = 1; k <= tests; k += 1) {
    const iteration = Math.min(k * test.interval, solver.iterations);
    const stage = stages.find(({ to }) => iteration <= to);
    const lost = iteration >= complete && iteration < reached;
    const accuracy = (lost ? 60 : (stage?.accuracy ?? final)) + deviation * score;
    text += `${iteration},test,0.5,${Math.min(1, Math.max(0, accuracy / 100))},,,,,1\n`;
  }
  return text;
}

/** The training steps that a run of the spec logs. */
function stepsText({ solver, display }: Spec, trained: NonNullable<Shape['trained']>, score: number): string {
  let text = '';
  for (let iteration = 0; iteration < solver.iterations; iteration += display) {
    const accuracy = trained.find(({ to }) => iteration <= to)?.accuracy ?? 99;
    text += `${iteration},train,0.5,${(accuracy + 0.1 * score) / 100},,,,,1\n`;
  }
  return text;
}
