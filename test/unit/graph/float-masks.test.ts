import { expect, it } from 'vitest';
import { floatMasks } from '../../../src/graph/float-masks.js';
import { Graph } from '../../../src/graph/graph.js';
import { unitIndexOf } from '../../../src/graph/lower/dropin.js';
import type { Tensor } from '../../../src/graph/node.js';
import { greaterEqual, less } from '../../../src/graph/ops/compare.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { range } from '../../../src/graph/ops/range.js';
import { rewritten } from '../../../src/graph/rewrite.js';

/** The comparisons of a mask after rewriting. */
function compared(indexOf: (graph: Graph) => Tensor): Tensor[] {
  const graph = new Graph();
  const count = placeholder(graph, 'count', 'int32', []);
  const index = indexOf(graph);
  const outputs = { isNew: greaterEqual(graph, index, count), isCopied: less(graph, index, count) };
  const { signatures } = rewritten({ graph, signatures: { run: { inputs: { count }, outputs } } }, [
    floatMasks(),
  ]);
  return Object.values(signatures.run.outputs);
}

it.each([
  ['a convolution', (graph: Graph) => unitIndexOf(graph, [224, 224, 64])],
  ['a fully connected layer', (graph: Graph) => unitIndexOf(graph, [10])],
  ['the channels of a widened layer', (graph: Graph) => range(graph, 64)],
  ['2²⁴ units', (graph: Graph) => unitIndexOf(graph, [4096, 4096, 1])],
])('the masks of %s compare float32, with one index for both', (_what, indexOf) => {
  const masks = compared(indexOf);
  const inputs = masks.map(({ node }) => node.inputs);
  expect(masks.map(({ node, dtype }) => [node.op, dtype])).toEqual([
    ['GreaterEqual', 'bool'],
    ['Less', 'bool'],
  ]);
  expect(inputs.flat().map(({ dtype }) => dtype)).toEqual(Array(4).fill('float32'));
  expect(inputs[0]![0]).toBe(inputs[1]![0]);
  expect(inputs[0]![0]!.shape).toEqual(indexOf(new Graph()).shape);
});

it('those of more than 2²⁴ units stay in int32', () => {
  const masks = compared((graph) => unitIndexOf(graph, [4097, 4096, 1]));
  expect(masks.flatMap(({ node }) => node.inputs.map(({ dtype }) => dtype))).toEqual(Array(4).fill('int32'));
});

it('comparisons of other numbers stay as they are', () => {
  const masks = compared((graph) => placeholder(graph, 'index', 'int32', [10]));
  expect(masks.flatMap(({ node }) => node.inputs.map(({ dtype }) => dtype))).toEqual(Array(4).fill('int32'));
});
