import { DEFAULT_HIGHWAY } from '../../spec/schema/highway.js';
import type { BlockSpec } from '../../spec/schema/layers.js';
import type { BlockUnit } from './block-unit.js';
import type { DraftNetwork, Reference } from './draft.js';
import { addFollowers } from './followers.js';
import { convLayer } from './trained.js';

/**
 * Adds a highway unit, `<unit>/highway`: T·H + (1 − T)·x, where H is the convolution with what follows it, T a convolution
 * `<unit>_gate` with a sigmoid, and x the unit's input, of the same shape (Srivastava et al. 2015).
 *
 * @returns The last layer.
 */
export function addHighwayUnit(
  network: DraftNetwork,
  { name, path, block, spec, windows }: BlockUnit,
  input: Reference,
): string {
  const followers = { path, shared: spec.dropin };
  const addConv = (layer: string, biases: Partial<BlockSpec>) => {
    const fields = { ...block, ...windows, ...biases };
    network.add({ layer: convLayer({ name: layer, path }, fields), inputs: [input] });
  };
  addConv(name, {});
  const transformed = addFollowers(network, {
    ...followers,
    layer: name,
    fields: { ...block, lrn: undefined },
  });

  const gate = `${name}_gate`;
  const { gate_bias: value } = typeof block.highway === 'object' ? block.highway : DEFAULT_HIGHWAY;
  addConv(gate, { bias: true, bias_filler: { type: 'constant', value } });
  const opened = `${gate}/sigmoid`;
  network.add({ layer: { type: 'sigmoid', name: opened, path }, inputs: [{ layer: gate }] });
  network.name(gate, opened, [...path, 'conv']);

  const sum = `${name}/highway`;
  network.add({
    layer: { type: 'highway', name: sum, path },
    inputs: [{ layer: opened }, { layer: transformed }, input],
  });
  if (block.lrn === undefined) return sum;
  network.add({
    layer: { type: 'lrn', name: `${name}/lrn`, path, ...block.lrn },
    inputs: [{ layer: sum }],
  });
  return `${name}/lrn`;
}
