import { stringify } from 'csv-stringify/sync';
import type { PlannedRun } from './planned-run.js';
import type { RunStatus } from './status.js';

export interface RunWithStatus {
  readonly run: PlannedRun;
  readonly status: RunStatus;
}

/** Runs that differ in nothing but the seed. */
export interface ResultRow {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Finished runs: those that the accuracies are of. */
  readonly n: number;
  /** Final test accuracy, a fraction; undefined for n = 0. */
  readonly mean: number | undefined;
  /** Sample standard deviation; undefined for n < 2. */
  readonly std: number | undefined;
  readonly failed: number;
  /** Neither finished nor failed. */
  readonly unfinished: number;
}

export function resultRows(runs: readonly RunWithStatus[]): ResultRow[] {
  const groups = new Map<string, RunWithStatus[]>();
  for (const entry of runs) {
    const key = JSON.stringify([entry.run.experiment.spec.name, settingsOf(entry.run)]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map(resultRow);
}

/** What was varied besides the seed. */
function settingsOf(run: PlannedRun): Record<string, string> {
  const varied = run.settings.filter(({ axis }) => axis !== 'seed');
  return Object.fromEntries(varied.map(({ axis, value }) => [axis, value]));
}

function resultRow(group: readonly RunWithStatus[]): ResultRow {
  const done = group.filter(({ status }) => status.state === 'done');
  const failed = group.filter(
    ({ status }) => status.state === 'failed' || status.state === 'diverged',
  ).length;
  const accuracies = done.flatMap(({ status }) => status.accuracy ?? []);
  const { run } = group[0]!;
  return {
    name: run.experiment.spec.name,
    settings: settingsOf(run),
    n: accuracies.length,
    mean: mean(accuracies),
    std: standardDeviation(accuracies),
    failed,
    unfinished: group.length - done.length - failed,
  };
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length;
}

/** √(Σ(x − mean)² / (n − 1)) */
function standardDeviation(values: readonly number[]): number | undefined {
  const center = mean(values);
  if (center === undefined || values.length < 2) return undefined;
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Names of what was varied, besides the seed, in the order in which the rows have them. */
export function variedAxes(rows: readonly ResultRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row.settings)))];
}

/** The rows as CSV, one column an axis; accuracies are fractions, an empty field is 'there is none'. */
export function resultsCsv(rows: readonly ResultRow[]): string {
  const axes = variedAxes(rows);
  const header = ['name', ...axes, 'n', 'accuracy_mean', 'accuracy_std', 'failed', 'unfinished'];
  const lines = rows.map((row) => [
    row.name,
    ...axes.map((axis) => row.settings[axis] ?? ''),
    row.n,
    row.mean?.toFixed(6) ?? '',
    row.std?.toFixed(6) ?? '',
    row.failed,
    row.unfinished,
  ]);
  return stringify([header, ...lines]);
}
