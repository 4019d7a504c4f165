import { stringify } from 'csv-stringify/sync';
import { isActivation } from '../activation.js';
import { showShape } from '../layers/rules.js';
import { formatBytes, formatCount } from '../../common/format.js';
import type { Summary, SummaryRow } from './summary.js';

export type SummaryFormat = 'text' | 'md' | 'csv' | 'json';

/** The summary as text, ending in a newline. */
export function renderSummary(summary: Summary, format: SummaryFormat): string {
  switch (format) {
    case 'text':
      return textTable(summary);
    case 'md':
      return markdownTable(summary);
    case 'csv':
      return csvTable(summary);
    case 'json':
      return `${JSON.stringify(jsonSummary(summary), null, 2)}\n`;
  }
}

const HEADER = ['layer', 'output', 'parameters', 'multiply-adds', 'memory'] as const;

/** Table cells for people. Activations and normalizations share the row of their layer, to keep a long network readable. */
function cells(summary: Summary): string[][] {
  const rows = foldFollowers(summary.rows).map((row) => [
    row.label,
    showShape(row.outputShape),
    row.parameters === 0 ? '' : row.parameters.toLocaleString('en'),
    row.multiplyAdds === 0 ? '' : row.multiplyAdds.toLocaleString('en'),
    formatBytes(row.activationBytes),
  ]);
  const { totalParameters, totalMultiplyAdds, totalActivationBytes } = summary;
  const total = [totalParameters.toLocaleString('en'), totalMultiplyAdds.toLocaleString('en')];
  return [...rows, ['total', '', ...total, formatBytes(totalActivationBytes)]];
}

function foldFollowers(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  const folded: SummaryRow[] = [];
  for (const row of rows) {
    const layer = folded.at(-1);
    if (layer !== undefined && row.name.startsWith(`${layer.name}/`)) {
      const activationBytes = layer.activationBytes + row.activationBytes;
      const parameters = layer.parameters + row.parameters;
      const label = `${layer.label}${isActivation(row.type) ? ` ${row.type}` : ` + ${row.label}`}`;
      folded[folded.length - 1] = { ...layer, label, activationBytes, parameters };
    } else {
      folded.push(row);
    }
  }
  return folded;
}

function textTable(summary: Summary): string {
  const table = [[...HEADER], ...cells(summary)];
  const widths = HEADER.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const [head, ...body] = table.map(line);
  return `${[head, rule, ...body.slice(0, -1), rule, body.at(-1), '', footnote(summary)].join('\n')}\n`;
}

function footnote({ batch, totalParameters, totalMultiplyAdds }: Summary): string {
  return (
    `${formatCount(totalParameters)} parameters, ${formatCount(totalMultiplyAdds)} multiply-adds per image, forward; ` +
    `memory: outputs for a batch of ${batch}`
  );
}

function markdownTable(summary: Summary): string {
  const rows = [HEADER, ['---', '--:', '--:', '--:', '--:'], ...cells(summary)];
  return rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function csvTable({ rows }: Summary): string {
  const header = ['name', 'type', 'label', 'output_shape', 'parameters', 'multiply_adds', 'activation_bytes'];
  const records = rows.map((row) => [
    row.name,
    row.type,
    row.label,
    row.outputShape.join('x'),
    row.parameters,
    row.multiplyAdds,
    row.activationBytes,
  ]);
  return stringify([header, ...records]);
}

/** The documented JSON of `dropin summary --format json`. */
export interface JsonSummary {
  readonly layers: readonly {
    readonly name: string;
    readonly type: string;
    readonly output_shape: readonly number[];
    readonly parameters: number;
    readonly multiply_adds: number;
  }[];
  readonly total_parameters: number;
  readonly total_multiply_adds: number;
}

function jsonSummary({ rows, totalParameters, totalMultiplyAdds }: Summary): JsonSummary {
  return {
    layers: rows.map(({ name, type, outputShape, parameters, multiplyAdds }) => ({
      name,
      type,
      output_shape: outputShape,
      parameters,
      multiply_adds: multiplyAdds,
    })),
    total_parameters: totalParameters,
    total_multiply_adds: totalMultiplyAdds,
  };
}
