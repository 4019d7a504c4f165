import type { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';

/** Operations whose output may be the input's own array. */
const ALIASING: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'Slice']);

/** The nodes, of those added to the graph from position `from` up to `to`, that read a value's array. */
export function usersOf(graph: Graph, value: Tensor, from: number, to: number): Node[] {
  const aliases = new Set<Node>([value.node]);
  const users: Node[] = [];
  graph.nodes.forEach((node, position) => {
    if (!node.inputs.some((input) => aliases.has(input.node))) return;
    if (ALIASING.has(node.op)) aliases.add(node);
    else if (position >= from && position < to) users.push(node);
  });
  return users;
}
