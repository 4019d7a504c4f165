import { csvText } from '../common/csv.js';
import type { PlannedRun } from './planned-run.js';
import { shortDigest } from '../spec/identity.js';
import type { RunStatus } from './status.js';
import { groupBy } from '../common/group-by.js';
import { mean, standardDeviation } from '../common/statistics.js';

export interface RunWithStatus {
  readonly run: PlannedRun;
  readonly status: RunStatus;
}

/** Runs that differ in nothing but the seed. */
export interface ResultRow {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Number of finished runs, which the accuracies are of. */
  readonly n: number;
  /** Final test accuracy, a fraction; undefined for n = 0. */
  readonly mean: number | undefined;
  /** Sample standard deviation; undefined for n < 2. */
  readonly std: number | undefined;
  readonly failed: number;
  /** Neither finished nor failed. */
  readonly unfinished: number;
}

/** Runs of one experiment on the same data make a row. */
export function resultRows(runs: readonly RunWithStatus[]): ResultRow[] {
  const families = groupBy(runs, ({ run }) => run.family);
  const groups = [...families.values()].flatMap((family) => [...byData(family).values()]);
  const titled = groupBy(groups, ([{ run }]) => JSON.stringify([run.experiment.spec.name, settingsOf(run)]));
  const alikeOf = new Map([...titled.values()].flatMap((alike) => alike.map((group) => [group, alike])));
  return groups.map((group) => {
    const alike = alikeOf.get(group)!;
    return resultRow(group, alike.length > 1 ? ` (${difference(group[0], alike)})` : '');
  });
}

type Group = readonly [RunWithStatus, ...RunWithStatus[]];

/** A run without a record, whose data is not known yet, is counted with the first that has one. */
function byData(family: Group): ReadonlyMap<string, Group> {
  const known = family.find(({ status }) => status.dataDigest !== undefined)?.status.dataDigest ?? '';
  return groupBy(family, ({ status }) => status.dataDigest ?? known);
}

/** Tells rows of the same name and settings apart: by spec file, by data, or by digest. */
function difference({ run, status }: RunWithStatus, alike: readonly Group[]): string {
  const files = new Set(alike.map(([first]) => first.run.origin.spec_path));
  if (files.size === alike.length) return run.origin.spec_path;
  const data = new Set(alike.map(([first]) => first.status.dataDigest));
  return data.size === alike.length ? `data ${short(status.dataDigest ?? '')}` : shortDigest(run.family);
}

function short(digest: string): string {
  return digest.slice(0, 8);
}

/** What was varied besides the seed. */
function settingsOf(run: PlannedRun): Record<string, string> {
  const varied = run.settings.filter(({ axis }) => axis !== 'seed');
  return Object.fromEntries(varied.map(({ axis, value }) => [axis, value]));
}

function resultRow(group: Group, suffix: string): ResultRow {
  const done = group.filter(({ status }) => status.state === 'done');
  const failed = group.filter(
    ({ status }) => status.state === 'failed' || status.state === 'diverged',
  ).length;
  const accuracies = done.flatMap(({ status }) => status.final ?? []);
  const { run } = group[0];
  return {
    name: `${run.experiment.spec.name}${suffix}`,
    settings: settingsOf(run),
    n: accuracies.length,
    mean: mean(accuracies),
    std: standardDeviation(accuracies),
    failed,
    unfinished: group.length - done.length - failed,
  };
}

/** Names of the axes besides the seed, in the order of the rows. */
export function variedAxes(rows: readonly ResultRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row.settings)))];
}

/** The rows as CSV, with one column per axis. Accuracies are fractions; a missing value is an empty field. */
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
  return csvText([header, ...lines]);
}

/** One row per run, with one column per axis. A missing value is an empty field. */
export function runsCsv(runs: readonly RunWithStatus[]): string {
  const axes = [...new Set(runs.flatMap(({ run }) => run.settings.map(({ axis }) => axis)))];
  const columns = ['iteration', 'final_accuracy', 'last_accuracy', 'seconds', 'spec_digest', 'data_digest'];
  const lines = runs.map(({ run, status }) => [
    ...[run.id, run.experiment.spec.name, run.folder.path],
    ...axes.map((axis) => run.settings.find((setting) => setting.axis === axis)?.value ?? ''),
    ...[status.state, status.iteration, status.final?.toFixed(6) ?? '', status.accuracy?.toFixed(6) ?? ''],
    ...[status.seconds.toFixed(1), run.digest, status.dataDigest ?? ''],
  ]);
  return csvText([['id', 'name', 'folder', ...axes, 'state', ...columns], ...lines]);
}
