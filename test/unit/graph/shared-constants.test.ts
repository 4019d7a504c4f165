import { expect, it } from 'vitest';
import { Graph } from '../../../src/graph/graph.js';
import type { Tensor } from '../../../src/graph/node.js';
import { scalar, scalarInt, vectorInt } from '../../../src/graph/ops/constant.js';
import { rewritten } from '../../../src/graph/rewrite.js';
import { sharedConstants } from '../../../src/graph/shared-constants.js';

/** The names of the nodes that constants have after rewriting. */
function sharedNames(constants: (graph: Graph) => Tensor[]): string[] {
  const graph = new Graph();
  const outputs = Object.fromEntries(constants(graph).map((tensor, index) => [index, tensor]));
  const compiled = { graph, signatures: { run: { inputs: {}, outputs } } };
  const { signatures } = rewritten(compiled, [sharedConstants()]);
  return Object.values(signatures.run.outputs).map(({ node }) => node.name);
}

it('equal constants become one node', () => {
  const names = sharedNames((graph) => [
    scalar(graph, 0.5),
    scalar(graph, 0.5),
    vectorInt(graph, [2, 3]),
    vectorInt(graph, [2, 3]),
  ]);
  expect(names[1]).toBe(names[0]);
  expect(names[3]).toBe(names[2]);
  expect(new Set(names).size).toBe(2);
});

it('constants of another value, sign of zero, type, shape or device stay apart', () => {
  const names = sharedNames((graph) => [
    scalar(graph, 0),
    scalar(graph, -0),
    scalar(graph, 1),
    scalarInt(graph, 1),
    vectorInt(graph, [1]),
    graph.placed('host', () => vectorInt(graph, [1])),
    graph.placed(1, () => vectorInt(graph, [1])),
    scalar(graph, NaN),
    scalar(graph, Infinity),
  ]);
  expect(new Set(names).size).toBe(9);
});

it('constants of more than 16 elements stay as they are', () => {
  const many = Array.from({ length: 17 }, (_, index) => index);
  const names = sharedNames((graph) => [vectorInt(graph, many), vectorInt(graph, many)]);
  expect(new Set(names).size).toBe(2);
});
