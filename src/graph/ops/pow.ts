import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { mul } from './arithmetic.js';
import { scalar } from './constant.js';

/** The exponent has no gradient: it is a constant scalar. */
export const Pow: OpDefinition = {
  op: 'Pow',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: (graph, node, [dy]) => {
    const [x, exponent] = node.inputs;
    const value = exponent?.node.attrs.value;
    if (!x || !dy || !value || !('tensor' in value)) return [];
    const power = Number(value.tensor.values[0]);
    return [mul(graph, dy, mul(graph, pow(graph, x, power - 1), scalar(graph, power)))];
  },
};

/** Every element to a power. */
export function pow(graph: Graph, x: Tensor, power: number): Tensor {
  return graph.op(
    'Pow',
    [x, scalar(graph, power)],
    { T: { type: 'float32' } },
    { dtype: 'float32', shape: x.shape },
  );
}
