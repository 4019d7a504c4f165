import { expect, test } from 'vitest';
import { madeResults, runsOfSweep } from './made-results.js';
import { makeRun } from './made-run.js';
import { emptyResults, reporter } from './reported.js';

const results = emptyResults();

/** Series and conditions of a single run. */
function placeOf(config: string, set: readonly string[] = []) {
  makeRun({ root: results.root, id: 'r', config, set, accuracies: [0.3, 0.7, 0.7, 0.7] });
  const { series, basis } = results.report().runs[0]!;
  return { series, basis };
}

test.each([
  ['alexnet-cifar', ['alexnet-cifar']],
  ['alexnet13-cifar', ['alexnet13-cifar.any', 'alexnet13-cifar.d500']],
  ['alexnet13-cifar-plain', ['alexnet13-cifar.none']],
  ['vgg8-cifar', ['vgg8-cifar']],
  ['vgg16-cifar', ['vgg16-cifar.d600']],
  ['vgg16-cifar-plain', ['vgg16-cifar.none']],
  ['regularization-case1-cifar', ['case1-cifar']],
  ['regularization-case2-cifar', ['case2-cifar']],
  ['regularization-case3-cifar', ['case3-cifar']],
])('a run of %s counts for stand-ins only, and fills no cell of the paper', (config, expected) => {
  expect(placeOf(config).series).toEqual(expected);
  const { claims, accuracyTables } = results.report();
  const counted = claims.filter(({ main, others }) =>
    [main, ...others].some(({ checks }) => checks.some(({ runs }) => runs.length > 0)),
  );
  expect(new Set(counted.map(({ claim }) => claim.part))).toEqual(new Set(['stand-in']));
  const filled = accuracyTables.flatMap(({ id, cells }) =>
    cells.flatMap(({ main, others }) => ([main, ...others].some(({ runs }) => runs.length > 0) ? [id] : [])),
  );
  expect(filled.filter((id) => !id.endsWith('-cifar'))).toEqual([]);
});

test.each([
  ['vgg8-cifar', 'defaults.conv.weight_filler={type: msra}'],
  ['alexnet-cifar', 'solver.base_lr=0.02'],
])('%s with %s belongs to no stand-in, and the report says why', (config, set) => {
  expect(placeOf(config, [set]).series).toEqual([]);
  expect(results.report().runs[0]!.run.problems).toEqual([
    `not counted: its spec names experiment ${config === 'vgg8-cifar' ? 'S5' : 'S4'}, but its settings are those of no series of that experiment`,
  ]);
});

test('LeNet(50) of Figure 3 does not count for asynchronous DropIn, although it has the settings of one of its readings', () => {
  expect(placeOf('lenet50', ['dropin.mode=none']).series).toEqual(['lenet50.none']);
});

test.each([
  [[], 'xavier and ReLU in the convolutions'],
  [['defaults.conv.weight_filler={type: gaussian, std: 0.01}'], 'Gaussian 0.01 and ReLU'],
  [['defaults.conv.activation=none'], 'xavier and no activation in the convolutions'],
])('asynchronous LeNet(50) with %j is judged under its settings: %s', (set, basis) => {
  expect(placeOf('lenet50-stagger', set)).toEqual({ series: ['lenet50-stagger.staggered'], basis });
});

test('every run of the sweep over other initial weights belongs to a reading of asynchronous DropIn', () => {
  const shape = { final: 97, deviation: 0 };
  const planned = runsOfSweep('asynchronous-fillers.yaml');
  const runs = madeResults(planned, Object.fromEntries(planned.map(({ key }) => [key, shape])));
  const places = runs.flatMap((run) =>
    reporter.report([run]).runs.map(({ series, basis }) => `${series.join(' ')}: ${basis}`),
  );
  expect([...new Set(places)].sort()).toEqual([
    'lenet50-stagger.once: Gaussian 0.01 and ReLU',
    'lenet50-stagger.once: Gaussian 0.05 and ReLU',
    'lenet50-stagger.once: msra and ReLU',
    'lenet50-stagger.once: xavier and no activation in the convolutions',
    'lenet50-stagger.staggered: Gaussian 0.01 and ReLU',
    'lenet50-stagger.staggered: Gaussian 0.05 and ReLU',
    'lenet50-stagger.staggered: msra and ReLU',
    'lenet50-stagger.staggered: xavier and no activation in the convolutions',
  ]);
});

test('no two tables, and no two figures, have the same number', () => {
  const { accuracy_tables, architecture_tables, diagrams, figures } = reporter.paper.data;
  for (const parts of [
    [...Object.values(accuracy_tables), ...Object.values(architecture_tables)],
    [...Object.values(diagrams), ...Object.values(figures)],
  ]) {
    const numbers = parts.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  }
});

test('every claim outside the paper says which part it is', () => {
  const parts = reporter.paper.data.claims.filter(({ part }) => part !== 'own');
  expect(parts.filter(({ id, part }) => id.endsWith('-cifar') !== (part === 'stand-in'))).toEqual([]);
  expect(parts.filter(({ part, text }) => part === 'stand-in' && !text.startsWith('Stand-in for '))).toEqual(
    [],
  );
});
