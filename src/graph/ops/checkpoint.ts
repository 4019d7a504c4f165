import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { constant } from './constant.js';
import { reshape } from './reshape.js';
import { readVariable, type Variable } from './variable.js';

export const SaveV2: OpDefinition = {
  op: 'SaveV2',
  inputs: ['string', 'string', 'string', 'any', 'rest'],
  outputs: 0,
  attrs: ['dtypes'],
  gradient: 'none',
};
export const RestoreV2: OpDefinition = {
  op: 'RestoreV2',
  inputs: ['string', 'string', 'string'],
  outputs: -1,
  attrs: ['dtypes'],
  gradient: 'none',
};

/** Saves variables, by name, as a TensorFlow checkpoint `<prefix>.index`, `<prefix>.data-00000-of-00001`. */
export function save(graph: Graph, prefix: Tensor, variables: readonly Variable[]): Node {
  const values = variables.map((variable) => readVariable(graph, variable));
  return graph.add('SaveV2', [prefix, ...namesAndSlices(graph, variables), ...values], {
    attrs: { dtypes: { types: values.map((value) => value.dtype) } },
  });
}

/** An array in a checkpoint. */
export type Stored = Pick<Variable, 'name' | 'shape'>;

/** Reads arrays from a checkpoint; returns their values in the given order. */
export function restore(graph: Graph, prefix: Tensor, arrays: readonly Stored[]): readonly Tensor[] {
  const outputs = arrays.map(({ shape }) => ({ dtype: 'float32' as const, shape }));
  return graph.add('RestoreV2', [prefix, ...namesAndSlices(graph, arrays)], {
    attrs: { dtypes: { types: outputs.map(({ dtype }) => dtype) } },
    outputs,
  }).outputs;
}

/** All elements of the array of a given name, `[n]` float32. */
export function restoreNamed(graph: Graph, prefix: Tensor, name: Tensor): Tensor {
  const slices = constant(graph, { dtype: 'string', shape: [1], values: [''] });
  const { outputs } = graph.add('RestoreV2', [prefix, reshape(graph, name, [1]), slices], {
    attrs: { dtypes: { types: ['float32'] } },
    outputs: [{ dtype: 'float32', shape: [-1] }],
  });
  return reshape(graph, outputs[0]!, [-1]);
}

function namesAndSlices(graph: Graph, arrays: readonly Stored[]): [Tensor, Tensor] {
  const shape = [arrays.length];
  const names = arrays.map(({ name }) => name);
  return [
    constant(graph, { dtype: 'string', shape, values: names }),
    constant(graph, { dtype: 'string', shape, values: names.map(() => '') }),
  ];
}
