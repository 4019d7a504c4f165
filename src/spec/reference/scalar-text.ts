import type { Node } from './marked-schema.js';

/** Bounds as large as this are those of the number's representation, and no use to a reader. */
const REPRESENTATION = 2 ** 31 - 1;

/** What a field without parts may hold, in Markdown: `a` or `b`, integer > 0, number from 0 to 1. */
export function scalarText(node: Node): string {
  if (node.$ref !== undefined) return 'any value';
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'integer' || node.type === 'number') return `${node.type}${rangeText(node)}`;
  return 'text';
}

function rangeText(node: Node): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  const bounds = [
    ['≥', minimum],
    ['>', exclusiveMinimum],
    ['≤', maximum],
    ['<', exclusiveMaximum],
  ] as const;
  const told = bounds.flatMap(([sign, bound]) =>
    typeof bound === 'number' && Math.abs(bound) < REPRESENTATION ? [` ${sign} ${bound}`] : [],
  );
  return told.join(' and');
}
