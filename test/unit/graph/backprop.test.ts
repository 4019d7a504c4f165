import { describe, expect, it } from 'vitest';
import { backprop } from '../../../src/graph/backprop.js';
import { Graph } from '../../../src/graph/graph.js';
import { shapeText, type Tensor } from '../../../src/graph/node.js';
import { mul } from '../../../src/graph/ops/arithmetic.js';
import { cast } from '../../../src/graph/ops/cast.js';
import { matmul } from '../../../src/graph/ops/matmul.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { reduce } from '../../../src/graph/ops/reduce.js';
import { select } from '../../../src/graph/ops/select.js';
import { pack } from '../../../src/graph/ops/stack.js';
import { split } from '../../../src/graph/ops/split.js';
import { readVariable, variable } from '../../../src/graph/ops/variable.js';

/** The gradients of the sum of what `build` returns, with respect to `x` `[2, 4]` and `y` `[2, 4]`. */
function gradients(build: (graph: Graph, x: Tensor, y: Tensor) => Tensor, targets: 'x' | 'both' = 'x') {
  const graph = new Graph();
  const x = placeholder(graph, 'x', 'float32', [2, 4]);
  const y = placeholder(graph, 'y', 'float32', [2, 4]);
  const loss = reduce(graph, 'Sum', build(graph, x, y));
  return backprop(graph, loss, targets === 'x' ? [x] : [x, y]);
}

describe('backprop drops no gradient silently, and refuses', () => {
  it('an operation without a gradient', () => {
    expect(() => gradients((graph, x) => pack(graph, [x]))).toThrow('Pack: operation Pack has no gradient');
  });

  it('a cast to a type without gradients', () => {
    const halves = (graph: Graph, x: Tensor) => cast(graph, cast(graph, x, 'int32'), 'float32');
    expect(() => gradients(halves)).toThrow('the loss does not depend on x');
  });

  it('an operation whose rule omits an input: a broadcast factor', () => {
    expect(() => gradients((graph, x, y) => mul(graph, reduce(graph, 'Sum', x), mul(graph, y, y)))).toThrow(
      'Mul_1: Mul has no gradient for its input Sum',
    );
  });

  it('a split with an unused part', () => {
    expect(() => gradients((graph, x) => split(graph, x, 2)[0]!)).toThrow(
      'Split: Split has no gradient for its input x',
    );
  });

  it('a transposed matrix product', () => {
    expect(() => gradients((graph, x, y) => matmul(graph, x, y, { transposeB: true }))).toThrow(
      'MatMul: MatMul has no gradient for its input x',
    );
  });

  it('a rule that returns a wrong shape', () => {
    const scalarBranch = (graph: Graph, x: Tensor, y: Tensor) => {
      const mask = graph.op('GreaterEqual', [x, y], {
        attrs: { T: { type: 'float32' } },
        dtype: 'bool',
        shape: [2, 4],
      });
      return select(graph, mask, reduce(graph, 'Sum', y), x);
    };
    expect(() => gradients(scalarBranch, 'both')).toThrow(
      'gradient of SelectV2 has shape [2, 4], its input []',
    );
  });

  it('a parameter that the loss does not depend on', () => {
    const graph = new Graph();
    const used = readVariable(graph, variable(graph, 'used', [2]));
    const idle = readVariable(graph, variable(graph, 'idle', [2]));
    const loss = reduce(graph, 'Sum', used);
    expect(() => backprop(graph, loss, [used, idle])).toThrow('the loss does not depend on idle');
  });
});

it('a gradient has the shape of its target, and its nodes are in the scope of the node they differentiate', () => {
  const graph = new Graph();
  const x = placeholder(graph, 'x', 'float32', [2, 4]);
  const loss = reduce(
    graph,
    'Sum',
    graph.scoped('layer', () => mul(graph, x, x)),
  );
  const [gradient] = backprop(graph, loss, [x]);
  expect(shapeText(gradient!.shape)).toBe('[2, 4]');
  expect(graph.nodes.filter(({ op }) => op === 'Mul').map(({ name }) => name)).toEqual([
    'layer/Mul',
    'layer/Mul/Mul',
    'layer/Mul/Mul_1',
  ]);
});
