import type { Signature } from './compiled.js';
import type { Graph } from './graph.js';
import type { Node } from './node.js';

/** The nodes that run when a signature is called, in the graph's order. */
export function nodesOf({ outputs }: Signature, graph: Graph): readonly Node[] {
  const found = new Set<Node>();
  const open = Object.values(outputs).map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs.map((input) => input.node), ...node.controls);
  }
  return graph.nodes.filter((node) => found.has(node));
}
