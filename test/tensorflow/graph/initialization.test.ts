import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointShapes, readCheckpoint, type Arrays } from './helpers/checkpoint.js';
import { build, folder, lenet, open, type Built } from './helpers/networks.js';

async function weightsOf(built: Built, seed: number): Promise<Arrays> {
  const program = await open(built);
  const prefix = join(folder(), 'checkpoint');
  program.initialize(seed);
  program.save(prefix);
  return readCheckpoint(prefix, checkpointShapes(built));
}

/** The 144·500 weights of a large convolution (fan_in 3·3·16 = 144), initialized by a filler. */
async function drawn(filler: string): Promise<Float32Array> {
  const layers = `
- conv: {name: conv, outputs: 500, kernel: 3, weight_filler: ${filler}, bias_filler: {type: constant, value: 0.5}}
- fc: {outputs: 2}`;
  const weights = await weightsOf(build(layers, [3, 3, 16], 2), 7);
  expect(new Set(weights['conv/biases'])).toEqual(new Set([0.5]));
  expect(new Set(weights['conv/weights/momentum'])).toEqual(new Set([0]));
  return weights['conv/weights']!;
}

function moments(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const kurtosis =
    values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / values.length / variance ** 2;
  return {
    mean,
    std: Math.sqrt(variance),
    kurtosis,
    max: values.reduce((max, value) => Math.max(max, Math.abs(value)), 0),
  };
}

describe('fillers are Caffe’s', () => {
  const fanIn = 144;

  it('xavier: uniform in ±√(3/fan_in)', async () => {
    const { mean, std, kurtosis, max } = moments(await drawn('{type: xavier}'));
    const bound = Math.sqrt(3 / fanIn);
    expect(max).toBeLessThanOrEqual(Math.fround(bound));
    expect(max).toBeGreaterThan(0.999 * bound);
    expect(Math.abs(mean)).toBeLessThan(0.02 * bound);
    expect(std * Math.sqrt(fanIn)).toBeCloseTo(1, 2);
    expect(kurtosis).toBeCloseTo(1.8, 1);
  });

  it('gaussian: mean and standard deviation as given', async () => {
    const { mean, std, kurtosis } = moments(await drawn('{type: gaussian, std: 0.01, mean: 0.25}'));
    expect(mean).toBeCloseTo(0.25, 3);
    expect(std / 0.01).toBeCloseTo(1, 1);
    expect(kurtosis).toBeCloseTo(3, 0);
  });

  it('msra: normal with variance 2/fan_in', async () => {
    const { mean, std, kurtosis } = moments(await drawn('{type: msra}'));
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(std / Math.sqrt(2 / fanIn)).toBeCloseTo(1, 2);
    expect(kurtosis).toBeCloseTo(3, 0);
  });

  it('constant', async () => {
    expect(new Set(await drawn('{type: constant, value: -1.5}'))).toEqual(new Set([-1.5]));
  });
});

describe('seeds', () => {
  it('the same seed gives the same weights in another session, another seed gives others', async () => {
    const [once, again, other] = [
      await weightsOf(lenet(1), 1),
      await weightsOf(lenet(1), 1),
      await weightsOf(lenet(1), 2),
    ];
    expect(again).toEqual(once);
    const weights = Object.keys(once).filter((name) => name.endsWith('/weights'));
    expect(weights).toHaveLength(6);
    for (const name of weights) expect(other[name], name).not.toEqual(once[name]);
  });

  it('no two parameters of a network have the same initial values', async () => {
    const weights = await weightsOf(lenet(3), 1);
    const beginnings = Object.entries(weights)
      .filter(([name]) => name.endsWith('/weights'))
      .map(([, values]) => values[0]! / values[1]!);
    expect(new Set(beginnings).size).toBe(beginnings.length);
  });

  it('a layer has the same initial values in networks of any depth', async () => {
    const shallow = await weightsOf(lenet(0), 9);
    const deep = await weightsOf(lenet(4), 9);
    for (const [name, values] of Object.entries(shallow)) expect(deep[name], name).toEqual(values);
  });
});
