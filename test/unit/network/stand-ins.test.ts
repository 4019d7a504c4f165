import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { loadExperiment } from '../../../src/network/load.js';
import { summarize } from '../../../src/network/summary/summary.js';

const CONFIGS = join(import.meta.dirname, '../../../configs');
const load = (name: string) => loadExperiment(join(CONFIGS, `${name}.yaml`));

/** Layers without their numbers of outputs and the size of the images: `conv(3×3)`, `fc7`. */
function outline(name: string): readonly string[] {
  const { network, spec } = load(name);
  return summarize(network, spec.solver.batch).rows.map(({ label }) =>
    label.replace(/-\d+/, '').replace(/^data.*/, 'data'),
  );
}

it.each(['vgg8', 'vgg16', 'vgg16-plain'])('%s and its stand-in have the same layers', (name) => {
  expect(outline(name.replace(/^vgg\d+/, '$&-cifar'))).toEqual(outline(name));
});

it.each([
  'alexnet',
  'alexnet13',
  'alexnet13-plain',
  'regularization-case1',
  'regularization-case2',
  'regularization-case3',
])('%s and its stand-in have the same layers, but for the filters of the first block', (name) => {
  const standIn = name.endsWith('-plain') ? name.replace('-plain', '-cifar-plain') : `${name}-cifar`;
  expect(outline(standIn)).toEqual(outline(name).map((label) => label.replace('(11×11)', '(5×5)')));
});

it('VGG16 for CIFAR-10 pools 32×32 images to 1×1', () => {
  const { network, spec } = load('vgg16-cifar');
  const sizes = summarize(network, spec.solver.batch).rows.filter(({ type }) => type === 'pool');
  expect(sizes.map(({ outputShape }) => outputShape.slice(0, 2))).toEqual(
    [16, 8, 4, 2, 1].map((size) => [size, size]),
  );
});

/** √fan_in times the standard deviation: by how much a layer’s weights shrink the signal. */
function gains(name: string): readonly [string, number][] {
  return load(name)
    .network.layers.flatMap(({ parameters }) => parameters)
    .flatMap(({ name: array, filler, fanIn }): [string, number][] =>
      filler.type === 'gaussian' ? [[array, filler.std * Math.sqrt(fanIn)]] : [],
    );
}

it.each(['vgg16', 'alexnet13'])(
  'the initial weights of the stand-in of %s shrink signals as much',
  (name) => {
    const original = new Map(gains(name));
    const standIn = gains(`${name}-cifar`);
    expect(standIn.map(([array]) => array)).toEqual([...original.keys()]);
    for (const [array, gain] of standIn) expect(gain / original.get(array)!, array).toBeCloseTo(1, 1);
  },
);

test.each([
  ['vgg16', 'vgg16-cifar', 100],
  ['vgg8', 'vgg8-cifar', 100],
  ['alexnet13', 'alexnet13-cifar', 50],
  ['regularization-case2', 'regularization-case2-cifar', 50],
])('the schedule of %s is that of %s, divided by %d', (name, standIn, factor) => {
  const [original, small] = [load(name).spec, load(standIn).spec];
  const { iterations, base_lr, momentum, weight_decay, policy } = small.solver;
  expect({ iterations: iterations * factor, base_lr, momentum, weight_decay }).toEqual({
    iterations: original.solver.iterations,
    base_lr: original.solver.base_lr,
    momentum: original.solver.momentum,
    weight_decay: original.solver.weight_decay,
  });
  expect({ ...policy, step: 'step' in policy ? policy.step * factor : 0 }).toEqual(original.solver.policy);
  expect(small.dropin.length * factor).toBe(original.dropin.length);
});

it.each([
  ['lenet30-stagger', 28, 1310, 2000],
  ['lenet50-stagger', 48, 1910, 2400],
  ['lenet100-stagger', 98, 1220, 1600],
  ['lenet200-stagger', 198, 2220, 2400],
  ['lenet1000-stagger', 998, 10_220, 10_400],
])('the last DropIn of %s, of %d, ends at %d of %d iterations', (name, count, end, iterations) => {
  const { network, spec } = load(name);
  const dropins = network.layers.flatMap(({ layer }) => (layer.type === 'dropin' ? [layer] : []));
  expect(dropins).toHaveLength(count);
  const ends = dropins.map(({ start, length }) => (start ?? NaN) + length);
  expect(Math.max(...ends)).toBe(end);
  expect(spec.solver.iterations).toBe(iterations);
});
