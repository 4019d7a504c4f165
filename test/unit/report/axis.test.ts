import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadExperiment } from '../../../src/network/load.js';
import { summarize } from '../../../src/network/summary/summary.js';
import { AXIS_STYLES, positionOf } from '../../../src/report/figures/axis.js';
import { pointsOf } from '../../../src/report/figures/lines.js';
import type { AxisName } from '../../../src/report/paper/part-schema.js';
import { makeRun } from './made-run.js';
import { emptyResults } from './reported.js';

const results = emptyResults();

/** A run with ten tests, at equal steps. */
function run(config: string, set: readonly string[] = [], record: Record<string, unknown> = {}) {
  const accuracies = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
  makeRun({ root: results.root, id: 'r', config, set, record, accuracies });
  return results.runs()[0]!;
}

const at = (iterations: readonly number[], axis: AxisName, of = results.runs()[0]!) => {
  const position = positionOf(of, axis);
  return position && iterations.map(position);
};

function costOf(config: string): number {
  const { network } = loadExperiment(join('configs', `${config}.yaml`));
  return summarize(network, 1).totalMultiplyAdds;
}

test('a network of constant cost has spent iterations × cost × batch', () => {
  run('lenet', ['solver.batch=16', 'solver.iter_size=2']);
  const cost = costOf('lenet');
  expect(at([0, 1, 100, 10_000], 'multiply-adds')).toEqual([0, cost * 32, cost * 3200, cost * 320_000]);
});

test('LeNet(10) with d = 10 has spent the sum of its ramp', () => {
  run('lenet10', ['dropin.length=10', 'solver.batch=1']);
  const [shallow, deep] = [costOf('lenet'), costOf('lenet10')];
  // p = 0, 0.1 … 0.9, then 1
  const ramp = 10 * shallow + 4.5 * (deep - shallow);
  expect(at([10, 11, 1000], 'multiply-adds')).toEqual([ramp, ramp + deep, ramp + 990 * deep]);
});

test('a thin LeNet that grows wide has spent less than the wide one, and more than the thin one', () => {
  const [thin, widen, wide] = ['lenet-thin', 'lenet-widen', 'lenet'].map((name) =>
    at([2500], 'multiply-adds', run(name)),
  );
  expect(thin![0]).toBe(2500 * 64 * costOf('lenet-thin'));
  expect(wide![0]).toBe(2500 * 64 * costOf('lenet'));
  expect(widen![0]).toBeGreaterThan(thin![0]!);
  expect(widen![0]).toBeLessThan(wide![0]!);
});

test('a network whose test curve decided the starts has spent what the decisions say', () => {
  const starts = [{ dropin: 'dropin1_2', iteration: 1000 }];
  const record = { format: 2, decisions: { dropin_starts: starts } };
  const set = ['solver.batch=1', 'dropin.length=1', 'solver.iterations=2000'];
  const grown = run('lenet10-grow', set, record);
  const { network } = loadExperiment('configs/lenet10-grow.yaml');
  const first = network.layers.find(({ layer }) => layer.name === 'conv1_2')!.multiplyAdds;
  const shallow = costOf('lenet');
  // At 1,000 p is still 0.
  expect(at([1001, 2000], 'multiply-adds', grown)).toEqual([1001 * shallow, 2000 * shallow + 999 * first]);
});

test('p is the mean over the DropIns; there is none without them', () => {
  run('lenet10', ['dropin.length=1000']);
  expect(at([0, 250, 1000, 2000], 'p')).toEqual([0, 0.25, 1, 1]);
  expect(at([0], 'p', run('lenet'))).toBeUndefined();
});

test('a line over p shows only the tests while p rises, and the first at 1', () => {
  const points = pointsOf([run('lenet10', ['dropin.length=2500'])], { x: 'p', of: 'test' });
  expect(points.map(({ x, mean }) => [Number(x.toFixed(6)), mean])).toEqual([
    [0.4, 10],
    [0.8, 20],
    [1, 30],
  ]);
});

test('a dropout on a ramp keeps 100 % of the units before it, and 0.2 % after it; without one there is no such axis', () => {
  run('lenet-width');
  expect(at([0, 1000, 5500, 10_000], 'units')!.map((share) => Number(share.toFixed(6)))).toEqual([
    100, 100, 50.1, 0.2,
  ]);
  expect(at([0], 'units', run('lenet'))).toBeUndefined();
});

test('every axis has a title', () => {
  expect(new Set(Object.values(AXIS_STYLES).map(({ title }) => title)).size).toBe(4);
});
