import Table from 'cli-table3';
import type { Part } from './part.js';

/** The parts as a table, and the fixes below it. */
export function renderParts(parts: readonly Part[]): string {
  const table = new Table({ head: ['part', 'state', 'version'], style: { head: [], border: [] } });
  for (const part of parts) table.push([part.name, part.state, part.version]);
  const fixes = parts.flatMap((part) => (part.fix === undefined ? [] : [`${part.name}: ${part.fix}`]));
  return [table.toString(), ...fixes].join('\n');
}
