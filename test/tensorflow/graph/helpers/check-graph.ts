import type { Feed } from '../../../../src/engine/session.js';
import { backprop } from '../../../../src/graph/backprop.js';
import type { Graph } from '../../../../src/graph/graph.js';
import { elementCount } from '../../../../src/common/shapes.js';
import type { Tensor } from '../../../../src/graph/node.js';
import { mul } from '../../../../src/graph/ops/arithmetic.js';
import { constant } from '../../../../src/graph/ops/constant.js';
import { placeholder } from '../../../../src/graph/ops/placeholder.js';
import { reduce } from '../../../../src/graph/ops/reduce.js';
import { expectGradients, type CheckOptions } from './finite-differences.js';
import { uniform } from './numbers.js';
import { openTest } from './session.js';

export type Variables = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values?: Float32Array }>
>;

/** Checks the gradients of `build`'s output with respect to every variable; returns the operations of the graph. */
export async function checkGraph(
  label: string,
  variables: Variables,
  build: (graph: Graph, variables: Readonly<Record<string, Tensor>>) => Tensor,
  { feeds = {}, ...options }: CheckOptions & { readonly feeds?: Readonly<Record<string, Feed>> } = {},
): Promise<ReadonlySet<string>> {
  const names = Object.keys(variables);
  const ops = new Set<string>();
  let projection: Float32Array = new Float32Array();
  const session = await openTest((graph) => {
    const tensors = Object.fromEntries(
      names.map((name) => [name, placeholder(graph, name, 'float32', variables[name]!.shape)]),
    );
    const y = build(graph, tensors);
    for (const { op } of graph.nodes) ops.add(op);
    projection = uniform(elementCount(y.shape), 1, 99);
    const weights = constant(graph, { dtype: 'float32', shape: y.shape, values: [...projection] });
    const loss = reduce(graph, 'Sum', mul(graph, y, weights));
    const gradients = backprop(
      graph,
      loss,
      names.map((name) => tensors[name]!),
    );
    const placeholders = graph.nodes.filter(({ op }) => op === 'Placeholder');
    const inputs = Object.fromEntries(placeholders.map((node) => [node.name, node.outputs[0]!]));
    return { forward: { inputs, outputs: [y] }, gradients: { inputs, outputs: gradients } };
  });
  try {
    const values = Object.fromEntries(
      names.map((name, stream) => {
        const { shape, values } = variables[name]!;
        return [name, values ?? uniform(elementCount(shape), 1, stream)];
      }),
    );
    expectGradients(
      label,
      {
        forward: (x) => session.run('forward', { ...feeds, ...x })[0]!,
        gradients: (x) => {
          const found = session.run('gradients', { ...feeds, ...x });
          return Object.fromEntries(names.map((name, i) => [name, found[i]!]));
        },
        projection,
      },
      values,
      options,
    );
  } finally {
    session.dispose();
  }
  return ops;
}
