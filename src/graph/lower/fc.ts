import type { FcLayer } from '../../network/layer.js';
import { elementCount } from '../../common/shapes.js';
import { biasAdd } from '../ops/bias-add.js';
import { matmul } from '../ops/matmul.js';
import { reshape } from '../ops/reshape.js';
import { onlyInput, type Lowering } from './context.js';

/** Flattens a `[N, H, W, C]` input row by row, channels last; the weights are `[H·W·C, outputs]`. */
export const lowerFc: Lowering<FcLayer> = ({ graph, parameter }, { layer }, inputs) => {
  const x = onlyInput(inputs);
  const flat =
    x.shape.length === 2 ? x : reshape(graph, x, [x.shape[0] ?? -1, elementCount(x.shape.slice(1))]);
  const y = matmul(graph, flat, parameter(`${layer.name}/weights`));
  return layer.biases ? biasAdd(graph, y, parameter(`${layer.name}/biases`)) : y;
};
