import type { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';

/** Operations whose output may share the input's array. */
const ALIASING: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'Slice']);

/** Finds the nodes that read a value's array, in the graph's order. */
export type FindUsers = (value: Tensor) => Node[];

/**
 * Finds users among the nodes at positions `from` (inclusive) to `to` (exclusive) of the graph, including those that read a
 * value through an operation that may share its array. Indexing takes one pass over the graph; the time of a search then
 * depends only on the number of users found.
 */
export function indexUsers(graph: Graph, from: number, to: number): FindUsers {
  const positions = new Map<Node, number>();
  const consumers = new Map<Node, Node[]>();
  for (let position = 0; position < to; position++) {
    const node = graph.nodes[position]!;
    positions.set(node, position);
    for (const { node: input } of node.inputs) {
      const others = consumers.get(input);
      if (others) others.push(node);
      else consumers.set(input, [node]);
    }
  }
  return (value) => {
    const users = new Set<Node>();
    const aliases = [value.node];
    for (let alias = aliases.pop(); alias !== undefined; alias = aliases.pop()) {
      for (const node of consumers.get(alias) ?? []) {
        if (ALIASING.has(node.op)) aliases.push(node);
        else if (positions.get(node)! >= from) users.add(node);
      }
    }
    return [...users].sort((a, b) => positions.get(a)! - positions.get(b)!);
  };
}
