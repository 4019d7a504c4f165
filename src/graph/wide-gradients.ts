import type { Node } from './node.js';
import { cast } from './ops/cast.js';
import { isTransposed, matmul } from './ops/matmul.js';
import type { Rule } from './rewrite.js';

/**
 * Computes the gradient of a fully connected layer's weights in float32 from its bfloat16 factors, instead of in bfloat16 with a
 * cast behind it. The factors are small beside the product on a CPU, where the time goes into writing the product: that is done
 * once instead of twice, without the memory of the bfloat16 product and without its rounding.
 *
 * The bfloat16 product stays in the graph, unused, which TensorFlow drops.
 */
export const wideGradients: Rule = (graph, { node, mapped }) => {
  const product = node.inputs[0]?.node;
  if (product === undefined || !isCastUp(node) || !isWeightGradient(product)) return undefined;
  return graph.scoped(product.name, () => {
    const [x, dy] = product.inputs.map((factor) => cast(graph, mapped(factor), 'float32'));
    return [matmul(graph, x!, dy!, { transposeA: true })];
  });
};

function isCastUp({ op, outputs }: Node): boolean {
  return op === 'Cast' && outputs[0]?.dtype === 'float32';
}

function isWeightGradient(node: Node): boolean {
  return node.op === 'MatMul' && node.outputs[0]?.dtype === 'bfloat16' && isTransposed(node, 'a');
}
