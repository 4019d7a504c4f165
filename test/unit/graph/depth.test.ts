import { afterEach, expect, it, vi } from 'vitest';
import { backprop } from '../../../src/graph/backprop.js';
import { compile } from '../../../src/graph/compile.js';
import { Graph } from '../../../src/graph/graph.js';
import type { Node, Tensor } from '../../../src/graph/node.js';
import { add, mul } from '../../../src/graph/ops/arithmetic.js';
import { scalar } from '../../../src/graph/ops/constant.js';
import { accountedFor } from '../../../src/graph/ops/identity.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { relu } from '../../../src/graph/ops/activations.js';
import { indexUsers } from '../../../src/graph/users.js';
import { build } from '../../tensorflow/graph/helpers/networks.js';

afterEach(() => {
  vi.restoreAllMocks();
});

function deep(added: number) {
  return build(
    `
- block: {conv: conv1, outputs: 1, kernel: 3, pad: 1, added: ${added}, added_kernel: 3, dropin: true, activation: relu}
- fc: {outputs: 2}`,
    [2, 2, 1],
    2,
  );
}

/** Number of look-ups in maps and sets during `body`. */
function lookups(body: () => unknown): number {
  const spies = [
    vi.spyOn(Map.prototype, 'has'),
    vi.spyOn(Map.prototype, 'get'),
    vi.spyOn(Set.prototype, 'has'),
  ];
  body();
  const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  vi.restoreAllMocks();
  return count;
}

/** A graph whose nodes count how often their inputs are read. */
class CountingGraph extends Graph {
  reads = 0;

  override add(...args: Parameters<Graph['add']>): Node {
    const node = super.add(...args);
    const { inputs } = node;
    Object.defineProperty(node, 'inputs', {
      get: () => {
        this.reads++;
        return inputs;
      },
    });
    return node;
  }
}

/** A chain of operations that uses each of `count` values twice. */
function chain(graph: Graph, count: number): { readonly values: Tensor[]; readonly loss: Tensor } {
  const values = Array.from({ length: count }, (_, i) => placeholder(graph, `w${i}`, 'float32', []));
  return { values, loss: values.reduce((x, w) => add(graph, mul(graph, x, w), w), scalar(graph, 1)) };
}

/** The work for 2n divided by the work for n. */
function growth(work: (n: number) => number, n: number): number {
  return work(2 * n) / work(n);
}

it('twice as many layers take twice as many nodes and look-ups', () => {
  expect(growth((n) => compile(deep(n).network, deep(n).spec).graph.nodes.length, 40)).toBeLessThan(2);
  expect(
    growth((n) => {
      const { network, spec } = deep(n);
      return lookups(() => compile(network, spec));
    }, 40),
  ).toBeLessThan(2.05);
});

it('giving n nodes the same name takes n times the work of one', () => {
  const named = (n: number) =>
    lookups(() => {
      const graph = new Graph();
      for (let i = 0; i < n; i++) scalar(graph, 1, 'same');
    });
  expect(growth(named, 500)).toBeLessThan(2.05);
});

it('names are unique even if a numbered name was used before', () => {
  const graph = new Graph();
  const names = ['a', 'a_1', 'a', 'a', 'a_1', 'a_2'].map((name) => scalar(graph, 1, name).node.name);
  expect(names).toEqual(['a', 'a_1', 'a_2', 'a_3', 'a_1_1', 'a_2_1']);
});

it('finding the users of n values reads each node once', () => {
  const reads = (n: number) => {
    const graph = new CountingGraph();
    const { values } = chain(graph, n);
    graph.reads = 0;
    const usersOf = indexUsers(graph, 0, graph.nodes.length);
    for (const value of values) expect(usersOf(value)).toHaveLength(2);
    expect(graph.reads).toBe(graph.nodes.length);
    return graph.reads;
  };
  expect(growth(reads, 100)).toBeLessThan(2.05);
});

it('users are found through operations that may share the array, from the given position on, in order', () => {
  const graph = new Graph();
  const x = placeholder(graph, 'x', 'float32', [2]);
  relu(graph, x);
  const from = graph.nodes.length;
  const alias = accountedFor(graph, x);
  const viaAlias = relu(graph, alias);
  const direct = mul(graph, x, x);
  const to = graph.nodes.length;
  relu(graph, x);
  expect(indexUsers(graph, from, to)(x)).toEqual([viaAlias.node, direct.node]);
});

it('computing n gradients reads the inputs of each node a fixed number of times', () => {
  const reads = (n: number) => {
    const graph = new CountingGraph();
    const { values, loss } = chain(graph, n);
    graph.reads = 0;
    backprop(graph, loss, values);
    return graph.reads;
  };
  expect(growth(reads, 100)).toBeLessThan(2.05);
});

it('a block of 1,000 added convolutions with DropIn compiles', { timeout: 120_000 }, () => {
  const { network, spec } = deep(1000);
  const { graph, variables } = compile(network, spec);
  expect(variables).toHaveLength(2 * 1002);
  expect(graph.nodes.length).toBeGreaterThan(100_000);
});
