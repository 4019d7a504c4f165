import { groupBy } from '../../common/group-by.js';
import { numberAt, textAt } from '../../common/plain.js';
import { finalAccuracy } from '../../run/final-accuracy.js';
import { pointsOf } from '../figures/lines.js';
import { fullPanel, zoomedPanel, type Panel } from '../figures/panel.js';
import { estimate, type Estimate } from '../judge/estimate.js';
import type { Run } from '../results/run.js';
import { iterationsOf, nameRuns, type RunName, type Varied } from './names.js';

/** Runs of one spec that differ only in their seed. */
export interface StudyRow {
  readonly varied: readonly Varied[];
  /** `base_lr 0.01`; the spec’s name if nothing was varied. */
  readonly label: string;
  /** Of the final accuracies of finished runs, in percent; undefined if none has finished. */
  readonly estimate: Estimate | undefined;
  readonly unfinished: number;
  readonly runs: readonly string[];
}

/** Runs of one spec that the claims file does not cover: a sweep or a single run. */
export interface Study {
  /** Anchor and file name: `own-1`. */
  readonly id: string;
  /** Name of the spec. */
  readonly name: string;
  /** What all runs have in common: `mnist, 2,000 iterations, batch 64, …`. */
  readonly settings: string;
  /** Fields that were varied, besides the seed. */
  readonly fields: readonly string[];
  readonly rows: readonly StudyRow[];
  readonly panels: readonly Panel[];
}

/** More lines cannot be told apart in one figure; the table lists all. */
const MOST_LINES = 12;

/** Groups runs that belong to none of the paper’s experiments into studies, by the names of their specs. */
export function studiesOf(runs: readonly Run[]): readonly Study[] {
  const names = nameRuns(runs);
  const bySpec = groupBy(runs, ({ id }) => names.get(id)!.spec);
  return [...bySpec].map(([name, group], i) => studyOf(`own-${i + 1}`, name, group, names));
}

function studyOf(
  id: string,
  name: string,
  runs: readonly [Run, ...Run[]],
  names: ReadonlyMap<string, RunName>,
): Study {
  const variedOf = (run: Run) => names.get(run.id)!.varied;
  const groups = [...groupBy(runs, (run) => JSON.stringify([variedOf(run), run.record.scale ?? 1])).values()];
  const rows = groups.map((group) => rowOf(group, variedOf(group[0])));
  const last = Math.max(0, ...runs.map((run) => run.curve.test.iteration.at(-1) ?? 0));
  const end = Math.max(last, ...runs.map((run) => iterationsOf(run) ?? 0));
  const lines = groups.slice(0, MOST_LINES).map((group, i) => ({
    label: rows[i]!.label || name,
    points: pointsOf(group),
    seeds: new Set(group.map(({ seed }) => seed)).size,
    unfinished: rows[i]!.unfinished,
    paper: undefined,
    runs: rows[i]!.runs,
  }));
  const panel = fullPanel({
    id: 'a',
    title: name,
    lines,
    end: end > 0 ? end : undefined,
    yTitle: 'Test accuracy (%)',
  });
  const fields = variedOf(runs[0]).map(({ field }) => field);
  const panels = [panel, zoomedPanel(panel)].filter((one) => one !== undefined);
  return { id, name, settings: settingsOf(runs[0], fields), fields, rows, panels };
}

function rowOf(runs: readonly [Run, ...Run[]], varied: readonly Varied[]): StudyRow {
  const bySeed = new Map(runs.filter(isFinished).map((run) => [run.seed, run]));
  const finals = [...bySeed.values()].flatMap(({ curve }) => finalAccuracy(curve.test) ?? []);
  const scale = runs[0].record.scale ?? 1;
  const words = varied.filter(({ value }) => value !== '').map(({ field, value }) => `${field} ${value}`);
  return {
    varied,
    label: [...(scale === 1 ? [] : [`scaled by ${scale}`]), ...words].join(', '),
    estimate: estimate(finals, 0),
    unfinished: runs.filter((run) => !isFinished(run)).length,
    runs: runs.map(({ id }) => id),
  };
}

function isFinished({ record }: Run): boolean {
  return record.status === 'finished';
}

/** The most important settings, except those that were varied. */
function settingsOf({ spec }: Run, varied: readonly string[]): string {
  const solver = (field: string) => showNumber(spec, field);
  const batches = numberAt(spec, 'solver', 'iter_size') ?? 1;
  const parts: readonly (readonly [string, string])[] = [
    ['dataset.name', textAt(spec, 'dataset', 'name') ?? ''],
    ['iterations', `${solver('iterations')} iterations`],
    ['batch', `batch ${solver('batch')}`],
    ...(batches === 1 ? [] : [['iter_size', `${batches} batches an iteration`] as const]),
    ['base_lr', `learning rate ${solver('base_lr')}`],
    ['momentum', `momentum ${solver('momentum')}`],
    ['weight_decay', `weight decay ${solver('weight_decay')}`],
  ];
  return parts
    .filter(([field]) => !varied.includes(field))
    .map(([, text]) => text)
    .join(', ');
}

function showNumber(spec: Run['spec'], field: string): string {
  const value = numberAt(spec, 'solver', field);
  return value !== undefined ? value.toLocaleString('en', { maximumSignificantDigits: 6 }) : 'unknown';
}
