import type { Graph } from './graph.js';
import { placeholder } from './ops/placeholder.js';
import type { Rule } from './rewrite.js';

/**
 * Feeds bytes as a uint8 tensor instead of a string that DecodeRaw takes apart: TensorFlow reads them where they are, while a
 * string is copied twice, and DecodeRaw has no kernel for a GPU.
 */
export function fedBytes({ nodes }: Graph): Rule {
  const fed = new Set(nodes.filter(({ op }) => op === 'DecodeRaw').map(({ inputs }) => inputs[0]!.node));
  return (graph, { node, inputs }) => {
    if (fed.has(node)) return [placeholder(graph, node.name, 'uint8', [-1])];
    return node.op === 'DecodeRaw' ? inputs : undefined;
  };
}
