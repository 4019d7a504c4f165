import type { ConvLayer } from '../../network/layer.js';
import { biasAdd } from '../ops/bias-add.js';
import { concat } from '../ops/concat.js';
import { conv2d } from '../ops/conv2d.js';
import { split } from '../ops/split.js';
import { onlyInput, type Lowering } from './context.js';

/** Groups are convolved apart: TensorFlow's CPU kernels have no gradient for grouped convolution. */
export const lowerConv: Lowering<ConvLayer> = ({ graph, parameter }, { layer }, inputs) => {
  const { stride, pad, groups } = layer;
  const x = onlyInput(inputs);
  const weights = parameter(`${layer.name}/weights`);
  const filters = groups === 1 ? [weights] : split(graph, weights, groups);
  const parts = groups === 1 ? [x] : split(graph, x, groups);
  const y = concat(
    graph,
    filters.map((filter, group) => conv2d(graph, parts[group]!, filter, stride, pad)),
  );
  return layer.biases ? biasAdd(graph, y, parameter(`${layer.name}/biases`)) : y;
};
