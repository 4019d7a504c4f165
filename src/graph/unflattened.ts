import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { cast } from './ops/cast.js';
import type { Rewriting, Rule } from './rewrite.js';

/** What a DropIn computes on rows of units: its output and the gradients of its inputs. */
const ELEMENTWISE: ReadonlySet<string> = new Set(['SelectV2', 'Mul']);

/**
 * Computes the DropIns of images on the images, instead of on rows of units: the same numbers. TensorFlow's layout optimizer
 * turns images to NCHW for GPUs in float32, and can do so through an operation of four dimensions, but must turn them back for a
 * Reshape. On a CPU both take the same time.
 */
export const unflattened: Rule = (graph, { node, mapped }) => {
  const [rows] = node.inputs;
  const [image] = node.outputs;
  if (node.op !== 'Reshape' || image?.shape.length !== 4 || !rows) return undefined;
  const same = imageOf(graph, rows, image, mapped);
  if (same !== undefined) return [same];
  if (!ELEMENTWISE.has(rows.node.op)) return undefined;
  const operands = rows.node.inputs.map((operand) => imageOf(graph, operand, image, mapped));
  if (!operands.every((operand) => operand !== undefined)) return undefined;
  const { name, attrs } = rows.node;
  return [graph.op(rows.node.op, operands, { name, attrs, dtype: image.dtype, shape: image.shape })];
};

/** What was flattened to rows; undefined unless its units are those of `like`. */
function imageOf(
  graph: Graph,
  { node, dtype }: Tensor,
  like: Tensor,
  mapped: Rewriting['mapped'],
): Tensor | undefined {
  const [source] = node.inputs;
  if (node.op === 'Cast') {
    const image = imageOf(graph, source!, like, mapped);
    return image && cast(graph, image, dtype);
  }
  if (node.op !== 'Reshape' || !source) return undefined;
  return source.shape.slice(1).join() === like.shape.slice(1).join() ? mapped(source) : undefined;
}
