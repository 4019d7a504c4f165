import { describe, expect, it } from 'vitest';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { schedulesOf } from '../../../src/report/results/schedules.js';
import { scaleSpec } from '../../../src/spec/scale.js';
import { specSchema } from '../../../src/spec/schema/spec.js';
import { networkOf, specOf } from './helpers.js';

const LAYERS =
  '[block: {conv: conv1, outputs: 4, kernel: 3, added: 3, dropin: {length: [10, 20, 40], start: [0, 5, 10]}},' +
  ' block: {conv: conv2, outputs: 4, kernel: 3, added: 1, dropin: {length: 80}}, fc: {outputs: 10}]';
const more = { dropin: { length: 100, stagger: 7 } };

describe('a list of lengths and starts in a block', () => {
  it('gives each DropIn its own', () => {
    const found = scheduledLayers(networkOf(LAYERS, more)).map(({ name, length, start }) => [
      ...[name, length, start],
    ]);
    expect(found).toEqual([
      ['dropin1_2', 10, 0],
      ['dropin1_3', 20, 5],
      ['dropin1_4', 40, 10],
      ['dropin2_2', 80, 21],
    ]);
  });

  it('is read the same by the report', () => {
    const spec = specOf(LAYERS, more);
    const network = scheduledLayers(networkOf(LAYERS, more));
    expect(schedulesOf(spec, spec.network).map(({ length, start }) => [length, start])).toEqual(
      network.map(({ length, start }) => [length, start]),
    );
  });

  it('is scaled', () => {
    const { network } = scaleSpec(specOf(LAYERS, more), 0.1);
    expect(network[0]!.block!.dropin).toEqual({ length: [1, 2, 4], start: [0, 1, 1] });
  });

  it('needs one value for each added convolution', () => {
    const block = { conv: 'conv1', outputs: 4, kernel: 3, added: 3, dropin: { length: [10, 20] } };
    const { error } = specSchema.safeParse({ ...specOf(LAYERS), network: [{ block }] });
    expect(error?.issues).toMatchObject([
      {
        path: ['network', 0, 'block', 'dropin', 'length'],
        message: '3 values, one for each added convolution',
      },
    ]);
  });
});

it('a ramp of dropout is scaled', () => {
  const ramp = { from: 0, to: 0.5, length: 1000, start: 200 };
  const { network } = scaleSpec(specOf(`[dropout: {ratio: ${JSON.stringify(ramp)}}]`), 0.5);
  expect(network[0]!.dropout!.ratio).toEqual({ ...ramp, length: 500, start: 100 });
});
