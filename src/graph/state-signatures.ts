import type { WarmStart } from '../network/init-from.js';
import type { Signature } from './compiled.js';
import { done } from './done.js';
import type { Graph } from './graph.js';
import type { Node } from './node.js';
import { initialValue } from './initialize.js';
import { full } from './ops/fill.js';
import { restore, save } from './ops/checkpoint.js';
import { placeholder } from './ops/placeholder.js';
import { assignVariable } from './ops/variable.js';
import { stateOf, type NetworkVariables } from './variables.js';

/** Initializes the parameters from a seed, the solver's arrays with zeros, and the running arrays with their values. */
export function initSignature(graph: Graph, { variables, running }: NetworkVariables): Signature {
  return graph.scoped('init', () => {
    const seed = placeholder(graph, 'seed', 'int32', []);
    const assignments = variables.flatMap(({ parameter, variable, slots }) => [
      assignVariable(graph, variable, initialValue(graph, parameter, seed)),
      ...Object.values(slots).map((slot) => assignVariable(graph, slot, full(graph, parameter.shape, 0))),
    ]);
    const started = running.map(({ variable, array }) =>
      assignVariable(graph, variable, full(graph, array.shape, array.initial)),
    );
    const empty = emptySums(graph, variables);
    return { inputs: { seed }, outputs: done(graph, [...assignments, ...started, ...empty]) };
  });
}

/** Sets the sums of gradients to 0; returns the nodes to run. */
function emptySums(graph: Graph, variables: NetworkVariables['variables']): Node[] {
  return variables.flatMap(({ gradientSum: sum }) =>
    sum === undefined ? [] : [assignVariable(graph, sum, full(graph, sum.shape, 0))],
  );
}

/** Save and restore the parameters, the solver's arrays and the running ones, in a TensorFlow checkpoint with a given prefix. */
export function checkpointSignatures(
  graph: Graph,
  variables: NetworkVariables,
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
      const empty = emptySums(graph, variables.variables);
      return { inputs: { prefix }, outputs: done(graph, [...assignments, ...empty]) };
    }),
  };
}

/** Restores some parameters from a checkpoint of another network. Takes no input and does nothing if there are none. */
export function warmStartSignature(
  graph: Graph,
  { variables, running }: NetworkVariables,
  warmStarts: readonly WarmStart[],
): Signature {
  return graph.scoped('warm_start', (): Signature => {
    if (warmStarts.length === 0) return { inputs: {}, outputs: done(graph, []) };
    const byName = new Map([...variables, ...running].map(({ variable }) => [variable.name, variable]));
    const targets = warmStarts.map(({ parameter }) => byName.get(parameter)!);
    const prefix = placeholder(graph, 'prefix', 'string', []);
    const stored = warmStarts.map(({ source }, i) => ({ name: source, shape: targets[i]!.shape }));
    const values = restore(graph, prefix, stored);
    const assignments = targets.map((variable, i) => assignVariable(graph, variable, values[i]!));
    return { inputs: { prefix }, outputs: done(graph, assignments) };
  });
}
