import { basename } from 'node:path';
import { expect, test, describe } from 'vitest';
import type { Check } from '../../../src/report/paper/claim-schema.js';
import { loadPaper } from '../../../src/report/paper/load.js';
import { Reporter } from '../../../src/report/report.js';
import { dropInsOf, keyOf, madeResults, plannedRuns, type Shape, type Shapes } from './made-results.js';

/** The last iteration to settle at that the final three tests of a run of 10,000 iterations allow, for every seed. */
const LATEST = 9900;

const paper = loadPaper();
const planned = plannedRuns();
const reporter = new Reporter(paper);

const mnist = (final: number, settles?: number): Shape => ({
  final,
  deviation: 0.1,
  ...(settles === undefined ? {} : { settles }),
});
const cifar = (final: number): Shape => ({ final, deviation: 0.3 });
const alexnet = (final: number): Shape => ({ final, deviation: 0.2 });
const vgg = (final: number): Shape => ({ final, deviation: 0 });
/** Figure 7: accuracy before each of the first learning-rate drops, and from 150,000 to 200,000. */
const regularized = (final: number, at150: number, at200: number): Shape => ({
  final,
  deviation: 0.2,
  stages: [
    { to: 100_000, accuracy: 45 },
    { to: 150_000, accuracy: at150 },
    { to: 200_000, accuracy: at200 },
  ],
});
/** Accuracy up to each of two iterations, then the final one. */
const changing = (at: readonly [number, number], before: number, after: number, final: number): Shape => ({
  final,
  deviation: 0.2,
  stages: [
    { to: at[0], accuracy: before },
    { to: at[1], accuracy: after },
  ],
});
/** Ends its growth with this number of layers. */
const growing = (layers: number): Shape => ({ ...mnist(99.4), layers });
const chance = (accuracy: number): Shape => ({ final: accuracy, deviation: 0 });

/** The settings of a series, which are the keys of its shapes. */
function keysOf(id: string): readonly string[] {
  const { network, set, dropin, stagger, fc7, of, spec = of.spec } = paper.series(id);
  const name = fc7 === undefined || fc7 === 'dropout' ? network : basename(spec, '.yaml');
  const also = fc7 === 'dropout' ? ['regularization-case1 none'] : [];
  if (dropin === undefined) return [keyOf(name, dropInsOf(paper.pathOf(spec), set), set)];
  const own = dropin === 'any' ? lengthsOf(name) : [keyOf(name, { dropin, stagger }, set)];
  return [...own, ...also];
}

function lengthsOf(network: string): readonly string[] {
  return Object.keys(PAPER).filter((key) => new RegExp(`^${network} \\d+$`).test(key));
}

function changed(ids: readonly string[], change: (shape: Shape) => Shape): Shapes {
  const keys = ids.flatMap(keysOf);
  return { ...PAPER, ...Object.fromEntries(keys.map((key) => [key, change(PAPER[key]!)])) };
}

/** Results as printed in the paper, or, where it prints none, according to its text and figures. */
const PAPER: Shapes = {
  'lenet none': { ...mnist(99.1), trained: [] },
  'lenet10 none': chance(11.35),
  'lenet10 500': mnist(99.2),
  'lenet10 1000': mnist(99.15),
  'lenet10 2500': mnist(99.1, 2500),
  'lenet10 5000': mnist(98.95),
  'lenet10 7500': mnist(98.8, 7400),
  'lenet30 2500': mnist(98.9, 3200),
  'lenet30 7500': mnist(98.7, 8200),
  'lenet50 none': chance(11.35),
  'lenet50 2500': mnist(98.5, 4200),
  'lenet50 7500': mnist(98.3, 9200),
  'lenet50 2500 stagger 100': mnist(98.9),
  'cifar3 none': cifar(81.4),
  'cifar3-slow none': cifar(81.4),
  'cifar3-caffe none': cifar(81.4),
  'cifar11 none': chance(10),
  'cifar11 8000': cifar(81.7),
  'cifar11 16000': cifar(82.3),
  'cifar11 24000': cifar(82.3),
  ...Object.fromEntries(
    ['alexnet', 'caffenet'].flatMap((name) => [
      // The same runs as case 1 of Table 7.
      [`${name} none`, regularized(58, 55, 55)],
      [`${name}13 none`, chance(0.1)],
      [`${name}13 25000`, alexnet(62.2)],
      [`${name}13 75000`, alexnet(62.1)],
      [`${name}13 150000`, alexnet(60.8)],
      [`${name}13 300000`, alexnet(59.3)],
    ]),
  ),
  'vgg8 none': vgg(60),
  'vgg16 none': chance(0.1),
  'vgg16 60000': vgg(65),
  'vgg16 100000': vgg(65),
  'vgg16 150000': vgg(65),
  'vgg16 200000': vgg(65),
  'regularization-case1 none': regularized(58, 55, 55),
  'regularization-case2 none': regularized(52, 54, 51.5),
  'regularization-case3 none': regularized(56.8, 54, 54),
  'alexnet-cifar none': changing([500, 1500], 55, 60, 70),
  'alexnet13-cifar none': chance(10),
  'alexnet13-cifar 500': alexnet(74.2),
  'alexnet13-cifar 1500': changing([500, 1500], 55, 65, 74.1),
  'alexnet13-cifar 3000': alexnet(72.8),
  'alexnet13-cifar 6000': alexnet(71.3),
  'vgg8-cifar none': vgg(60),
  'vgg16-cifar none': chance(10),
  'vgg16-cifar 600': vgg(65),
  'vgg16-cifar 1000': vgg(65),
  'vgg16-cifar 1500': vgg(65),
  'vgg16-cifar 2000': vgg(65),
  'regularization-case1-cifar none': alexnet(78),
  'regularization-case2-cifar none': changing([3000, 4000], 54, 51.5, 72),
  'regularization-case3-cifar none': changing([3000, 4000], 54, 54, 76.8),
  'lenet30-stagger 500 stagger 30': mnist(98),
  'lenet30-stagger 1300': mnist(98),
  'lenet50-stagger none': chance(11.35),
  'lenet50-stagger 500 stagger 30': mnist(97.5),
  'lenet50-stagger 1900': { final: 11.35, deviation: 0.2, stages: [{ to: 950, accuracy: 92 }] },
  'lenet100-stagger 250 stagger 10': mnist(95),
  'lenet100-stagger 1200': chance(11.35),
  'lenet100-stagger 250 stagger 25 solver.iterations=3200': mnist(95),
  'lenet18 none': chance(11.35),
  'lenet18 500': mnist(99),
  'lenet18-bn none': mnist(98.9),
  'lenet18-bn 500': mnist(99.2),
  'lenet18-residual none': mnist(99.1),
  'lenet18-stochastic none': mnist(99.1),
  'lenet18-highway none': mnist(99.1),
  'lenet10-warm none': mnist(99.1),
  'lenet10-warm 2500': mnist(99.1),
  'cifar11-warm none': cifar(52),
  'cifar11-brief 400': cifar(53),
  'mnist-rnn none': mnist(92),
  'mnist-rnn 1000': mnist(94),
  'mnist-lstm none': mnist(92),
  'mnist-lstm 1000': mnist(94),
  'lenet-widen none': mnist(99.1),
  'lenet-thin none': mnist(98.5),
  'lenet200-stagger 250': chance(11.35),
  'lenet200-stagger 250 stagger 5': mnist(95),
  'lenet200-stagger 250 stagger 10': mnist(96),
  'lenet-width none': {
    ...mnist(99.1),
    trained: [
      { to: 9110, accuracy: 98 },
      { to: 10_000, accuracy: 60 },
    ],
  },
  'lenet-width none network.4.fc.outputs=5 network.5.dropout.ratio=0': mnist(97),
  'lenet-width none network.4.fc.outputs=50 network.5.dropout.ratio=0': mnist(99.1),
  'lenet18-lengths own': mnist(99.4),
  'lenet18-lengths 500 defaults.block.dropin.length=500': mnist(99.2),
  'lenet18-lengths own defaults.block.dropin.length=[500,437,375,312,250,187,125,62]': mnist(98.9),
  'lenet10-grow 200 dropin.advance.patience=1': growing(1),
  'lenet10-grow 200': growing(3),
  'lenet10-grow 200 dropin.advance.patience=4': growing(5),
  'lenet10-grow 200 dropin.advance.min_gain=0.005': growing(1),
  'lenet10-grow none': mnist(99.2),
  'lenet10-grow none defaults.block.added=0': mnist(99),
};

const judged = (shapes: Shapes, only?: readonly string[]) =>
  reporter.report(madeResults(planned, shapes), only).claims;
const verdictOf = (id: string, shapes: Shapes) => judged(shapes, [id])[0]!.main.verdict;

test('with results like the paper’s, from the shipped sweeps, every claim is reproduced', () => {
  const claims = judged(PAPER).map(({ claim, main }) => [claim.id, main.verdict, main.headline]);
  expect(claims.filter(([, verdict]) => verdict !== 'reproduced')).toEqual([]);
  expect(claims.length).toBe(paper.data.claims.length);
});

test('every run of the shipped sweeps belongs to a series', () => {
  const { runs } = reporter.report(madeResults(planned, PAPER));
  expect(runs.filter(({ series }) => series.length === 0).map(({ run }) => run.id)).toEqual([]);
});

interface Wrong {
  readonly claim: string;
  readonly what: string;
  readonly shapes: Shapes;
  /** Whether it is so far from the paper’s that three seeds contradict it; otherwise just far enough to be wrong. */
  readonly far: boolean;
}

/** Every number of every claim, each made wrong separately. */
const wrong = paper.data.claims.flatMap(({ id, checks }) =>
  checks.flatMap((check) => wrongs(check).map((one) => ({ claim: id, ...one }))),
);

function wrongs(check: Check): readonly Omit<Wrong, 'claim'>[] {
  switch (check.kind) {
    case 'convergence': {
      const { failed, converged } = paper.series(check.series).experiment;
      const far = check.expect ? failed / 2 : converged + 5;
      const name = `${check.series} ${check.expect ? 'does not converge' : 'converges'}`;
      return [
        { what: name, far: true, shapes: all(check.series, far) },
        {
          what: `${check.series} between failed and converged`,
          far: false,
          shapes: all(check.series, (failed + converged) / 2),
        },
        ...(paper.series(check.series).dropin === 'any' ? keysOf(check.series) : []).map((key) => ({
          what: `${key} ${check.expect ? 'does not converge' : 'converges'}`,
          far: true,
          shapes: { ...PAPER, [key]: { final: far, deviation: 0 } },
        })),
      ];
    }
    case 'cells': {
      const table = paper.accuracyTable(check.table);
      const margin = paper.marginOf(table);
      return table.rows.flatMap(({ series, expected: printed = NaN }) =>
        [-1, 1].flatMap((sign) =>
          [1, 4].map((times) => ({
            what: `${series} off by ${sign * times * margin} percentage points`,
            far: times > 1,
            shapes: changed([series], (shape) => ({ ...shape, final: printed + sign * times * margin })),
          })),
        ),
      );
    }
    case 'difference':
    case 'value':
      return [
        ...(check.above === undefined ? [] : beyond(check, check.above, -1)),
        ...(check.below === undefined ? [] : beyond(check, check.below, 1)),
      ];
  }
}

function all(series: string, final: number): Shapes {
  return changed([series], () => ({ final, deviation: 0 }));
}

/** The statistic of the left side at an end of its region, and far beyond the end. */
function beyond(
  check: Extract<Check, { kind: 'difference' | 'value' }>,
  end: number,
  sign: number,
): readonly Omit<Wrong, 'claim'>[] {
  const { statistic } = check;
  const id = check.kind === 'value' ? check.series : check.left;
  const right = check.kind === 'value' ? undefined : PAPER[keysOf(check.right)[0]!]!;
  const at = (value: number, far: boolean) => {
    const name = `${id}: ${JSON.stringify(statistic)} ${value}`;
    if (statistic === 'final') {
      const final = (right?.final ?? 0) + value;
      // No accuracy is above 100 %: the right side is lowered instead.
      if (final > 100) return { what: name, far, shapes: lowered(check, value) };
      return { what: name, far, shapes: changed([id], (shape) => ({ ...shape, final })) };
    }
    if (statistic === 'added_layers') {
      if (check.kind === 'value')
        return { what: name, far, shapes: changed([id], (shape) => ({ ...shape, layers: value })) };
      // No number of layers is below 0: the right side gets more instead.
      const layers = PAPER[keysOf(id)[0]!]!.layers! - value;
      return { what: name, far, shapes: changed([rightOf(check)], (shape) => ({ ...shape, layers })) };
    }
    if ('train_average' in statistic) return { what: name, far, shapes: trained(check, statistic, value) };
    if ('settles_above' in statistic) {
      // A network is not complete before its DropIns are: the right side is delayed instead.
      const settles = Math.min(LATEST, PAPER[keysOf(id)[0]!]!.settles! - value);
      return { what: name, far, shapes: changed([rightOf(check)], (shape) => ({ ...shape, settles })) };
    }
    const stages =
      'change' in statistic
        ? changing(statistic.change, 54, 54 + value + changeOf(statistic.change, right), 0).stages
        : right === undefined
          ? [{ to: statistic.average[1], accuracy: value }]
          : averaging(statistic.average[1], right, value);
    return { what: name, far, shapes: changed([id], (shape) => ({ ...shape, stages })) };
  };
  const step = typeof statistic === 'object' && 'settles_above' in statistic ? 5000 : 5;
  return [at(end, false), at(end + sign * step, true)];
}

/** The training accuracies of a difference, in its iterations: none is above 99 %. */
function trained(
  check: Extract<Check, { kind: 'difference' | 'value' }>,
  { train_average: [, to] }: { train_average: readonly number[] },
  value: number,
): Shapes {
  const accuracy = Math.min(99, 99 + value);
  const at = (percent: number) => (shape: Shape) => ({
    ...shape,
    trained: [{ to: to!, accuracy: percent }, ...(shape.trained ?? []).filter((stage) => stage.to > to!)],
  });
  const left = changed([check.kind === 'value' ? check.series : check.left], at(accuracy));
  const right = keysOf(rightOf(check)).map((key) => [key, at(accuracy - value)(PAPER[key]!)] as const);
  return { ...left, ...Object.fromEntries(right) };
}

function changeOf([from, to]: readonly number[], shape?: Shape): number {
  const at = (iteration: number) => shape?.stages?.find((stage) => iteration <= stage.to)?.accuracy ?? 0;
  return at(to!) - at(from!);
}

function rightOf(check: Extract<Check, { kind: 'difference' | 'value' }>): string {
  return check.kind === 'value' ? check.series : check.right;
}

function lowered(check: Extract<Check, { kind: 'difference' | 'value' }>, value: number): Shapes {
  const left = PAPER[keysOf(check.kind === 'value' ? check.series : check.left)[0]!]!;
  return changed([rightOf(check)], (shape) => ({ ...shape, final: left.final - value }));
}

/** Like the other curve, but off by some percentage points in the 100,000 iterations before an iteration. */
function averaging(to: number, right: Shape, points: number): Shape['stages'] {
  const borders = [100_000, 200_000, 300_000, 450_000];
  return borders.map((border) => {
    const there = right.stages!.find((stage) => border <= stage.to)?.accuracy ?? right.final;
    return { to: border, accuracy: there + (border === to ? points : 0) };
  });
}

describe('with one wrong number', () => {
  test.each(wrong)('$claim, $what: never reproduced', ({ claim, shapes, far }) => {
    expect(far ? ['contradicted'] : ['contradicted', 'undecided']).toContain(verdictOf(claim, shapes));
  });
});
