import { sameShape } from '../../common/shapes.js';
import type { AddLayer, ConcatLayer, HighwayLayer } from '../layer.js';
import { showShape, untrained, type Input, type LayerRules, type Problem } from './rules.js';

/** Inputs and output of the same shape. */
const elementWise: LayerRules<AddLayer | HighwayLayer> = {
  check: (_layer, inputs) => requireAlike(inputs, 'layers of equal shapes', ({ shape }) => shape),
  outputShape: (_layer, [first]) => first!,
  ...untrained,
};

export const addRules: LayerRules<AddLayer> = elementWise;
export const highwayRules: LayerRules<HighwayLayer> = elementWise;

/** Inputs `[H, W, C_i]` or `[C_i]`; output `[H, W, ΣC_i]` or `[ΣC_i]`. */
export const concatRules: LayerRules<ConcatLayer> = {
  check: (_layer, inputs) =>
    requireAlike(inputs, 'layers of equal height and width', ({ shape }) => shape.slice(0, -1)),
  outputShape: (_layer, shapes) => [
    ...shapes[0]!.slice(0, -1),
    shapes.reduce((sum, shape) => sum + shape.at(-1)!, 0),
  ],
  ...untrained,
};

function requireAlike(
  inputs: readonly Input[],
  expected: string,
  of: (input: Input) => readonly number[],
): Problem | undefined {
  const [first] = inputs;
  const other = inputs.find((input) => !sameShape(of(input), of(first!)));
  if (other === undefined) return undefined;
  const found = [first!, other].map(({ name, shape }) => `${name} with shape ${showShape(shape)}`);
  return { expected, found: found.join(' and ') };
}
