import { elementCount } from '../common/shapes.js';
import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { add } from './ops/arithmetic.js';
import { cast } from './ops/cast.js';
import { range } from './ops/range.js';
import { reshape } from './ops/reshape.js';
import type { Rule } from './rewrite.js';

/** float32 holds every whole number up to here. */
const MAX_EXACT = 2 ** 24;

/**
 * Compares the indices of units with counts in float32 instead of int32, where all are exact: the masks are the same. TensorFlow's
 * int32 kernels for GPUs compute in the host's memory, so that every mask would be copied to the device at every step.
 *
 * The int32 indices stay in the graph, unused, which TensorFlow drops.
 */
export function floatMasks(): Rule {
  const indices = new Map<Tensor, Tensor | undefined>();
  const counts = new Map<Tensor, Tensor>();
  return (graph, { node, inputs: [, count] }) => {
    const [index, mask] = [node.inputs[0], node.outputs[0]];
    if (!['GreaterEqual', 'Less'].includes(node.op) || !index || !mask || !count) return undefined;
    if (!indices.has(index)) indices.set(index, exactFloat(graph, index));
    const exact = indices.get(index);
    if (exact === undefined) return undefined;
    if (!counts.has(count)) counts.set(count, scalarFloat(graph, count));
    return [
      graph.op(node.op, [exact, counts.get(count)!], {
        ...{ name: node.name, attrs: { T: { type: 'float32' } }, dtype: 'bool', shape: mask.shape },
      }),
    ];
  };
}

/** TensorFlow's optimizer does not trust the shapes of what is fed. Without the Reshape, it would not know that of the mask. */
function scalarFloat(graph: Graph, count: Tensor): Tensor {
  return reshape(graph, cast(graph, count, 'float32'), []);
}

function exactFloat(graph: Graph, index: Tensor): Tensor | undefined {
  if (elementCount(index.shape) > MAX_EXACT) return undefined;
  return graph.scoped(index.node.name, () => inFloat(graph, index));
}

/** The values of `unitIndexOf` in float32. Undefined for any other expression. */
function inFloat(graph: Graph, { node, dtype, shape }: Tensor): Tensor | undefined {
  if (dtype !== 'int32') return undefined;
  if (node.op === 'Range') return range(graph, shape[0]!, stepOf(node.inputs[2]!), 'float32');
  if (node.op !== 'Reshape' && node.op !== 'AddV2') return undefined;
  const [x, y] = node.inputs.slice(0, node.op === 'Reshape' ? 1 : 2).map((input) => inFloat(graph, input));
  if (node.op === 'Reshape') return x && reshape(graph, x, shape);
  return x && y && add(graph, x, y);
}

function stepOf({ node: { attrs } }: Tensor): number {
  const { value } = attrs;
  if (value === undefined || !('tensor' in value)) throw new Error('the step of a range is no constant');
  return Number(value.tensor.values[0]);
}
