import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src/graph/graph.js';
import type { Node } from '../../../src/graph/node.js';
import { addN, mul } from '../../../src/graph/ops/arithmetic.js';
import { biasAdd } from '../../../src/graph/ops/bias-add.js';
import { scalar, scalarInt } from '../../../src/graph/ops/constant.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { split } from '../../../src/graph/ops/split.js';
import { indexDefinitions, operations } from '../../../src/graph/registry.js';
import { verify } from '../../../src/graph/verify.js';

const float = { T: { type: 'float32' } } as const;
const output = { dtype: 'float32', shape: [] } as const;

/** A graph with the nodes that `body` adds. */
function graphOf(body: (graph: Graph) => unknown): Graph {
  const graph = new Graph();
  body(graph);
  return graph;
}

describe('the verify pass', () => {
  it('accepts a correct graph', () => {
    verify(
      graphOf((graph) => addN(graph, [mul(graph, scalar(graph, 1), scalar(graph, 2)), scalar(graph, 3)])),
    );
    verify(graphOf((graph) => split(graph, placeholder(graph, 'x', 'float32', [4]), 2)));
  });

  const problems: readonly [string, string, (graph: Graph) => unknown][] = [
    [
      'an operation that is not registered',
      'graph: node Sinh (Sinh): the operation is not registered',
      (graph) => graph.op('Sinh', [scalar(graph, 1)], { attrs: float, ...output }),
    ],
    [
      'a name that TensorFlow refuses',
      'graph: node größe (Const): TensorFlow does not accept its name',
      (graph) => scalar(graph, 1, 'größe'),
    ],
    [
      'a missing attribute',
      'graph: node Mul (Mul): attribute T is missing',
      (graph) => graph.op('Mul', [scalar(graph, 1), scalar(graph, 2)], output),
    ],
    [
      'too few inputs',
      'graph: node Mul (Mul): expected 2 inputs, found 1',
      (graph) => graph.op('Mul', [scalar(graph, 1)], { attrs: float, ...output }),
    ],
    [
      'too many inputs',
      'graph: node Relu (Relu): expected 1 input, found 2',
      (graph) => graph.op('Relu', [scalar(graph, 1), scalar(graph, 2)], { attrs: float, ...output }),
    ],
    [
      'too few inputs for an operation with any number of inputs',
      'graph: node AddN (AddN): expected at least 1 input, found 0',
      (graph) => graph.op('AddN', [], { attrs: { ...float, N: { int: 0 } }, ...output }),
    ],
    [
      'an input of a wrong type',
      'graph: node Relu (Relu): input 0 (Const): expected float32 or bfloat16, found int32',
      (graph) => graph.op('Relu', [scalarInt(graph, 1)], { attrs: float, ...output }),
    ],
    [
      'inputs of different types for an operation that takes any',
      'graph: node Mul (Mul): input 1 (Const): expected bfloat16, found float32',
      (graph) => mul(graph, placeholder(graph, 'x', 'bfloat16', []), scalar(graph, 1)),
    ],
    [
      'inputs of different types for an operation that takes floats',
      'graph: node BiasAdd (BiasAdd): input 1 (b): expected bfloat16, found float32',
      (graph) =>
        biasAdd(graph, placeholder(graph, 'x', 'bfloat16', [1, 2]), placeholder(graph, 'b', 'float32', [2])),
    ],
    [
      'an input of a wrong type for an operation with any number of inputs',
      'graph: node AddN (AddN): input 2 (Const_2): expected float32, found int32',
      (graph) =>
        graph.op('AddN', [scalar(graph, 1), scalar(graph, 2), scalarInt(graph, 3)], {
          attrs: { ...float, N: { int: 3 } },
          ...output,
        }),
    ],
    [
      'a wrong number of outputs',
      'graph: node Relu (Relu): expected 1 output, found 2',
      (graph) => graph.add('Relu', [scalar(graph, 1)], { attrs: float, outputs: [output, output] }),
    ],
    [
      'a node before its input',
      'graph: node Relu (Relu): it comes before its input Const',
      (graph) => {
        graph.op('Relu', [scalar(graph, 1)], { attrs: float, ...output });
        graph.nodes.reverse();
      },
    ],
    [
      'a node before its control input',
      'graph: node NoOp (NoOp): it comes before its input Const',
      (graph) => {
        graph.add('NoOp', [], { controls: [scalar(graph, 1).node] });
        graph.nodes.reverse();
      },
    ],
    [
      'a name used twice',
      'graph: node Const (Const): its name is already in use',
      (graph) => {
        const { node } = scalar(graph, 1);
        graph.nodes.push({ ...node } satisfies Node);
      },
    ],
  ];
  it.each(problems)('reports %s', (_kind, message, body) => {
    expect(() => {
      verify(graphOf(body));
    }).toThrow(new Error(message));
  });
});

describe('names', () => {
  it('get a number if already in use, and scopes nest', () => {
    const graph = graphOf((graph) => {
      scalar(graph, 1);
      scalar(graph, 2);
      graph.scoped('train', () =>
        graph.scoped('conv1', () => [scalar(graph, 3, 'a'), scalar(graph, 4, 'a')]),
      );
      scalar(graph, 5, 'train/conv1/a');
    });
    expect(graph.nodes.map(({ name }) => name)).toEqual([
      'Const',
      'Const_1',
      'train/conv1/a',
      'train/conv1/a_1',
      'train/conv1/a_2',
    ]);
  });
});

describe('the registry', () => {
  it('refuses two definitions of the same operation', () => {
    const relu = operations.get('Relu')!;
    expect(() => indexDefinitions([relu, operations.get('Mul')!, relu])).toThrow(
      new Error('operation Relu is defined twice'),
    );
  });

  it('lists every operation by its name', () => {
    for (const [name, { op }] of operations) expect(op).toBe(name);
  });
});
