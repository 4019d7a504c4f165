import Table from 'cli-table3';
import type { Part } from './part.js';

/** The parts as a table, and below it the mends. */
export function renderParts(parts: readonly Part[]): string {
  const table = new Table({ head: ['part', 'state', 'version'], style: { head: [], border: [] } });
  for (const part of parts) table.push([part.name, part.state, part.version]);
  const mends = parts.flatMap((part) => (part.mend === undefined ? [] : [`${part.name}: ${part.mend}`]));
  return [table.toString(), ...mends].join('\n');
}
