import { batchNormLayer } from './batch-norm.js';
import type { BlockUnit } from './block-unit.js';
import type { Draft, DraftNetwork, Reference } from './draft.js';
import { addFollowers } from './followers.js';
import { addStochasticDepth } from './stochastic-depth.js';
import { convLayer, type WindowSpec } from './trained.js';

/** Its name is that of the sum: conv2_1. Its convolutions are conv2_1a and conv2_1b. */
interface ResidualUnit extends BlockUnit {
  /** Padding of the second convolution, which keeps the size. */
  readonly keepingPad: WindowSpec['pad'];
}

/**
 * Adds a residual unit: activation(branch + shortcut), where the branch is convolution, activation, convolution, and the
 * shortcut is the unit's input, or a projection of it where the shapes differ (He et al. 2016, option B).
 *
 * @returns The last layer.
 */
export function addResidualUnit(network: DraftNetwork, unit: ResidualUnit, input: Reference): string {
  const { name, path, block, spec, windows } = unit;
  const followers = { path, shared: spec.dropin };
  const [first, second] = [`${name}a`, `${name}b`];
  network.add({ layer: convLayer({ name: first, path }, { ...block, ...windows }), inputs: [input] });
  const inner = addFollowers(network, { ...followers, layer: first, fields: { ...block, lrn: undefined } });
  network.name(first, inner, [...path, 'conv']);

  const same = { kernel: block.added_kernel, stride: 1, pad: unit.keepingPad };
  network.add({
    layer: convLayer({ name: second, path }, { ...block, ...same }),
    inputs: [{ layer: inner }],
  });
  const branch = addFollowers(network, {
    ...followers,
    layer: second,
    fields: { ...block, activation: 'none', lrn: undefined },
  });
  network.name(second, branch, [...path, 'conv']);

  network.add({
    layer: { type: 'add', name, path },
    inputs: [{ layer: addStochasticDepth(network, spec, { branch, path }) }, input],
    projection: projectionLayers(unit),
  });
  const sumFields = { ...block, batch_norm: false, widen: false } as const;
  return addFollowers(network, { ...followers, layer: name, fields: sumFields });
}

/** A 1×1 convolution of the unit's stride, normalized if the others are. */
function projectionLayers(unit: BlockUnit): NonNullable<Draft['projection']> {
  const { path, block, windows } = unit;
  const name = `${unit.name}/projection`;
  const conv = convLayer(
    { name, path },
    { ...block, kernel: 1, stride: windows.stride, pad: 0, dilation: 1, groups: 1 },
  );
  if (block.batch_norm === false) return [conv];
  return [conv, batchNormLayer({ name: `${name}/batch_norm`, path }, block.batch_norm)];
}
