import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src/graph/graph.js';
import type { Node } from '../../../src/graph/node.js';
import { addN, mul } from '../../../src/graph/ops/arithmetic.js';
import { scalar, scalarInt } from '../../../src/graph/ops/constant.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { split } from '../../../src/graph/ops/split.js';
import { indexDefinitions, operations } from '../../../src/graph/registry.js';
import { verify } from '../../../src/graph/verify.js';

const float = { T: { type: 'float32' } } as const;
const output = { dtype: 'float32', shape: [] } as const;

/** A graph of what `body` adds. */
function graphOf(body: (graph: Graph) => unknown): Graph {
  const graph = new Graph();
  body(graph);
  return graph;
}

describe('the verify pass', () => {
  it('passes a sound graph', () => {
    verify(
      graphOf((graph) => addN(graph, [mul(graph, scalar(graph, 1), scalar(graph, 2)), scalar(graph, 3)])),
    );
    verify(graphOf((graph) => split(graph, placeholder(graph, 'x', 'float32', [4]), 2)));
  });

  const problems: readonly [string, string, (graph: Graph) => unknown][] = [
    [
      'an operation that is not in the registry',
      'graph: node Tanh (Tanh): the operation is not in the registry',
      (graph) => graph.op('Tanh', [scalar(graph, 1)], { attrs: float, ...output }),
    ],
    [
      'a name that TensorFlow refuses',
      'graph: node größe (Const): its name is not one that TensorFlow accepts',
      (graph) => scalar(graph, 1, 'größe'),
    ],
    [
      'a missing attribute',
      'graph: node Mul (Mul): attribute T is missing',
      (graph) => graph.op('Mul', [scalar(graph, 1), scalar(graph, 2)], output),
    ],
    [
      'too few inputs',
      'graph: node Mul (Mul): it has 1 inputs, the operation 2',
      (graph) => graph.op('Mul', [scalar(graph, 1)], { attrs: float, ...output }),
    ],
    [
      'too many inputs',
      'graph: node Relu (Relu): it has 2 inputs, the operation 1',
      (graph) => graph.op('Relu', [scalar(graph, 1), scalar(graph, 2)], { attrs: float, ...output }),
    ],
    [
      'too few inputs of an operation that takes any number',
      'graph: node AddN (AddN): it has 0 inputs, the operation at least 1',
      (graph) => graph.op('AddN', [], { attrs: { ...float, N: { int: 0 } }, ...output }),
    ],
    [
      'an input of another type',
      'graph: node Relu (Relu): input 0 (Const) is int32, expected float32',
      (graph) => graph.op('Relu', [scalarInt(graph, 1)], { attrs: float, ...output }),
    ],
    [
      'an input of another type among any number',
      'graph: node AddN (AddN): input 2 (Const_2) is int32, expected float32',
      (graph) =>
        graph.op('AddN', [scalar(graph, 1), scalar(graph, 2), scalarInt(graph, 3)], {
          attrs: { ...float, N: { int: 3 } },
          ...output,
        }),
    ],
    [
      'another number of outputs',
      'graph: node Relu (Relu): it has 2 outputs, the operation 1',
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
      'a node before one that must have run',
      'graph: node NoOp (NoOp): it comes before its input Const',
      (graph) => {
        graph.add('NoOp', [], { controls: [scalar(graph, 1).node] });
        graph.nodes.reverse();
      },
    ],
    [
      'a name given twice',
      'graph: node Const (Const): its name is taken',
      (graph) => {
        const { node } = scalar(graph, 1);
        graph.nodes.push({ ...node } satisfies Node);
      },
    ],
  ];
  it.each(problems)('names %s', (_kind, message, body) => {
    expect(() => {
      verify(graphOf(body));
    }).toThrow(new Error(message));
  });
});

describe('names', () => {
  it('are numbered where taken, and scopes nest', () => {
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
  it('refuses two definitions of one operation', () => {
    const relu = operations.get('Relu')!;
    expect(() => indexDefinitions([relu, operations.get('Mul')!, relu])).toThrow(
      new Error('operation Relu is defined twice'),
    );
  });

  it('knows every operation by its own name', () => {
    for (const [name, { op }] of operations) expect(op).toBe(name);
  });
});
