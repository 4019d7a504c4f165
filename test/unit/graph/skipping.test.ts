import { describe, expect, it } from 'vitest';
import { skippedChannels, skippingConvs } from '../../../src/graph/skipping.js';
import { build, lenet } from '../../tensorflow/graph/helpers/networks.js';

describe('a convolution may skip channels', () => {
  it('if only a DropIn uses its output', () => {
    expect(skippingConvs(lenet(1).network)).toEqual([
      { conv: 'conv1_2', dropIn: 'dropin1_2', position: 0, groups: 1, channels: 20, plane: 576 },
      { conv: 'conv2_2', dropIn: 'dropin2_2', position: 1, groups: 1, channels: 50, plane: 64 },
    ]);
  });

  const joined = (between: string, after = '') => {
    const { network } = build(
      `
- conv: {name: a, outputs: 4, kernel: 1}
- conv: {name: b, outputs: 4, kernel: 1}
${between}
- dropin: {name: c, new: ${between === '' ? 'b' : 'x'}, from: a}
${after}
- fc: {outputs: 2}`,
      [4, 4, 1],
      2,
    );
    return skippingConvs(network).map(({ conv }) => conv);
  };

  it.each<[string, string, string, readonly string[]]>([
    ['through LRN within a channel', '- lrn: {name: x, region: within_channel, size: 3}', '', ['b']],
    ['not through LRN across channels', '- lrn: {name: x, size: 3}', '', []],
    ['through an activation', '- activation: {name: x, type: tanh}', '', ['b']],
    // Its running statistics would lack the steps in which a channel was skipped.
    ['not through batch normalization', '- batch_norm: {name: x}', '', []],
    ['if a batch normalization follows the DropIn', '', '- batch_norm: {}', ['b']],
    ['not through pooling', '- pool: {name: x, type: max, kernel: 3, stride: 1, pad: 1}', '', []],
    [
      'not if another DropIn copies from it',
      '',
      '- conv: {name: d, outputs: 4, kernel: 1}\n- dropin: {name: e, new: d, from: b}',
      ['d'],
    ],
  ])('%s', (_name, between, after, expected) => {
    expect(joined(between, after)).toEqual(expected);
  });
});

it('a depthwise convolution does not skip', () => {
  const layers = `
- block: {conv: conv1, outputs: 4, kernel: 1, groups: 2, added: 1}
- conv: {name: deep, outputs: 4, kernel: 3, pad: 1, groups: 4}
- dropin: {from: conv1}
- fc: {outputs: 2}`;
  const { network } = build(layers, [4, 4, 2], 2);
  expect(skippingConvs(network).map(({ conv }) => conv)).toEqual(['conv1_2']);
});

describe('a convolution grows by whole channels, a wide one through 32 sizes, and never has none', () => {
  const conv = { conv: 'conv', dropIn: 'dropin', position: 0, groups: 1, channels: 20, plane: 10 };

  it.each([
    [200, 19],
    [199, 19],
    [190, 19],
    [189, 18],
    [40, 4],
    [39, 3],
    [9, 0],
    [0, 0],
  ])('%i of 200 units copied: %i of 20 channels skipped', (copied, skipped) => {
    expect([...skippedChannels([conv], [copied])]).toEqual([skipped]);
  });

  it.each([
    [50, 48],
    [48, 48],
    [47, 46],
    [10, 10],
    [1, 0],
  ])('%i of 50 channels copied: %i skipped', (copied, skipped) => {
    expect([...skippedChannels([{ ...conv, channels: 50 }], [copied * 10])]).toEqual([skipped]);
  });

  it.each([
    [512, 496],
    [495, 480],
    [16, 16],
    [15, 0],
  ])('%i of 512 channels copied: %i skipped', (copied, skipped) => {
    expect([...skippedChannels([{ ...conv, channels: 512 }], [copied * 10])]).toEqual([skipped]);
  });

  it('a single channel is always computed', () => {
    expect([...skippedChannels([{ ...conv, channels: 1 }], [10])]).toEqual([0]);
  });

  it('counts each group, in the order of the convolutions, into a given array', () => {
    const grouped = { ...conv, position: 1, groups: 2, channels: 64, plane: 1 };
    const counts = new Int32Array(3);
    expect(skippedChannels([conv, grouped], [0, 41], counts)).toBe(counts);
    expect([...counts]).toEqual([0, 31, 9]);
  });
});
