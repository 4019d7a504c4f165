import type { Adoption } from '../network/init-from.js';
import type { Signature } from './compiled.js';
import { done } from './done.js';
import type { Graph } from './graph.js';
import { initialValue } from './initialize.js';
import { full } from './ops/fill.js';
import { restore, save } from './ops/checkpoint.js';
import { placeholder } from './ops/placeholder.js';
import { assignVariable } from './ops/variable.js';
import { stateOf, type TrainedVariable } from './variables.js';

/** Random weights from a seed; the solver's arrays are zero. */
export function initSignature(graph: Graph, variables: readonly TrainedVariable[]): Signature {
  return graph.scoped('init', () => {
    const seed = placeholder(graph, 'seed', 'int32', []);
    const assignments = variables.flatMap(({ parameter, variable, slots }) => [
      assignVariable(graph, variable, initialValue(graph, parameter, seed)),
      ...Object.values(slots).map((slot) => assignVariable(graph, slot, full(graph, parameter.shape, 0))),
    ]);
    return { inputs: { seed }, outputs: done(graph, assignments) };
  });
}

/** Weights and the solver's arrays to and from a TensorFlow checkpoint of a given prefix. */
export function checkpointSignatures(
  graph: Graph,
  variables: readonly TrainedVariable[],
): Record<'save' | 'restore', Signature> {
  const state = stateOf(variables);
  return {
    save: graph.scoped('save', () => {
      const prefix = placeholder(graph, 'prefix', 'string', []);
      return { inputs: { prefix }, outputs: done(graph, [save(graph, prefix, state)]) };
    }),
    restore: graph.scoped('restore', () => {
      const prefix = placeholder(graph, 'prefix', 'string', []);
      const values = restore(graph, prefix, state);
      const assignments = state.map((variable, position) =>
        assignVariable(graph, variable, values[position]!),
      );
      return { inputs: { prefix }, outputs: done(graph, assignments) };
    }),
  };
}

/** Some of the weights from a checkpoint of another network; nothing to feed or do without any. */
export function adoptSignature(
  graph: Graph,
  variables: readonly TrainedVariable[],
  adoptions: readonly Adoption[],
): Signature {
  return graph.scoped('adopt', (): Signature => {
    if (adoptions.length === 0) return { inputs: {}, outputs: done(graph, []) };
    const byName = new Map(variables.map(({ variable }) => [variable.name, variable]));
    const adopted = adoptions.map(({ parameter }) => byName.get(parameter)!);
    const prefix = placeholder(graph, 'prefix', 'string', []);
    const stored = adoptions.map(({ source }, i) => ({ name: source, shape: adopted[i]!.shape }));
    const values = restore(graph, prefix, stored);
    const assignments = adopted.map((variable, i) => assignVariable(graph, variable, values[i]!));
    return { inputs: { prefix }, outputs: done(graph, assignments) };
  });
}
