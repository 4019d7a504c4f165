import type { z } from 'zod';
import type {
  accuracyTableSchema,
  architectureTableSchema,
  diagramSchema,
  figureSchema,
} from './part-schema.js';
import type { networkSchema, seriesSchema } from './run-schema.js';
import type { WrittenPaper } from './schema.js';

type Numbered<T> = Omit<T, 'number'> & { readonly number: number };
type WrittenTable = z.output<typeof accuracyTableSchema>;
type WrittenRow = WrittenTable['rows'][number];
type Entries<T> = Readonly<Record<string, T>>;

export type AccuracyRow = WrittenRow & { readonly id: string; readonly labels: readonly string[] };
export type AccuracyTable = Omit<Numbered<WrittenTable>, 'rows'> & { readonly rows: readonly AccuracyRow[] };
export type ArchitectureTable = Numbered<z.output<typeof architectureTableSchema>>;
export type PaperFigure = Numbered<z.output<typeof figureSchema>>;
export type PaperDiagram = Numbered<z.output<typeof diagramSchema>>;
export type PaperNetwork = z.output<typeof networkSchema> & { readonly experiments: readonly string[] };
export type PaperSeries = z.output<typeof seriesSchema> & { readonly label: string; readonly name: string };

/** A claims file with all defaults filled in. */
export type PaperData = Omit<
  WrittenPaper,
  'networks' | 'series' | 'accuracy_tables' | 'architecture_tables' | 'diagrams' | 'figures' | 'short_title'
> & {
  readonly short_title: string;
  readonly networks: Entries<PaperNetwork>;
  readonly series: Entries<PaperSeries>;
  readonly accuracy_tables: Entries<AccuracyTable>;
  readonly architecture_tables: Entries<ArchitectureTable>;
  readonly diagrams: Entries<PaperDiagram>;
  readonly figures: Entries<PaperFigure>;
};

/** Fills in the defaults that depend on other parts of the file. Its references must have been checked. */
export function completePaper(written: WrittenPaper): PaperData {
  const [firstExperiment = ''] = Object.keys(written.experiments);
  const networks = mapValues(written.networks, (network) => ({
    ...network,
    experiments: network.experiments ?? [firstExperiment],
  }));
  const series = mapValues(written.series, (one) => withNames(one, networks[one.network]!.label));
  const tables = Object.keys(written.accuracy_tables).length;
  const diagrams = Object.keys(written.diagrams).length;
  return {
    ...written,
    short_title: written.short_title ?? written.title,
    networks,
    series,
    accuracy_tables: mapValues(numbered(written.accuracy_tables, 0), ({ rows, ...table }) => ({
      ...table,
      rows: rows.map((row) => completeRow(row, series)),
    })),
    architecture_tables: numbered(written.architecture_tables, tables),
    diagrams: numbered(written.diagrams, 0),
    figures: numbered(written.figures, diagrams),
  };
}

function withNames(series: z.output<typeof seriesSchema>, network: string): PaperSeries {
  const { label = network } = series;
  const { name = label.startsWith(network) ? label : `${network}, ${label}` } = series;
  return { ...series, label, name };
}

function completeRow(row: WrittenRow, series: Entries<PaperSeries>): AccuracyRow {
  const { id = row.series, labels = [series[row.series]!.name] } = row;
  return { ...row, id, labels };
}

/** @param before How many parts of the same kind come before the first. */
function numbered<T extends { number?: number | undefined }>(
  parts: Entries<T>,
  before: number,
): Entries<Numbered<T>> {
  const ids = Object.keys(parts);
  return mapValues(parts, (part, id) => ({ ...part, number: part.number ?? before + ids.indexOf(id) + 1 }));
}

function mapValues<T, U>(entries: Entries<T>, change: (value: T, key: string) => U): Entries<U> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value, key)]));
}
