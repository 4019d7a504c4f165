import { NORMS } from '../../../network/layer-norms.js';
import type { NormRow } from '../../../run/norms-file.js';
import { grid } from '../../render/grid.js';

/** The norms at the first and the newest measured step, one line per layer. */
export function normsTable(rows: readonly NormRow[]): string {
  const iterations = [...new Set([rows[0]!.iteration, rows.at(-1)!.iteration])];
  return iterations.map((iteration) => tableAt(rows, iteration)).join('\n');
}

function tableAt(rows: readonly NormRow[], iteration: number): string {
  const lines = rows
    .filter((row) => row.iteration === iteration)
    .map((row) => [
      row.layer,
      ...NORMS.map((norm) => show(row[norm])),
      row.weight > 0 ? show(row.update / row.weight) : '',
    ]);
  return `iteration ${iteration.toLocaleString('en')}\n${grid(['layer', ...NORMS, 'update / weight'], lines)}`;
}

function show(value: number | undefined): string {
  return value === undefined ? '' : value.toPrecision(4);
}
