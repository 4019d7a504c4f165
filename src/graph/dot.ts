import { shapeText, type Node } from './node.js';

/** Nodes as a graph for Graphviz's `dot`. Nodes outside the list that they take inputs from are drawn as plain names. */
export function dot(nodes: readonly Node[]): string {
  const drawn = new Set(nodes);
  const outside = new Set<Node>();
  const lines = nodes.flatMap((node) => {
    const from = (before: Node) => {
      if (!drawn.has(before)) outside.add(before);
      return `  ${quoted(before.name)} -> ${quoted(node.name)}`;
    };
    return [
      `  ${quoted(node.name)} [label=${labelOf(node)}];`,
      ...node.inputs.map((input) => `${from(input.node)} [label=${quoted(shapeText(input.shape))}];`),
      ...node.controls.map((control) => `${from(control)} [style=dashed];`),
    ];
  });
  const names = [...outside].map((node) => `  ${quoted(node.name)} [shape=plaintext];`);
  return ['digraph {', '  node [shape=box];', ...lines, ...names, '}', ''].join('\n');
}

function labelOf({ name, op }: Node): string {
  return quoted(`${op}\n${name}`);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
