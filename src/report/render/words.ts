import { formatDuration, plural } from '../../common/format.js';
import type { RunFacts } from '../../run/run-facts.js';
import type { Need } from '../judge/result.js';
import type { Threshold } from '../judge/rule.js';
import type { Estimate } from '../judge/estimate.js';
import { endsAtFinal } from '../figures/axis.js';
import type { FigureView } from '../figures/lines.js';
import type { Paper } from '../paper/paper.js';
import type { Wording } from '../paper/wording.js';
import type { CellJudgement } from '../tables/accuracy.js';

/** `62.2` */
export function percent(value: number, digits = 1): string {
  return value.toFixed(digits);
}

/** `82.31 ± 0.12` */
export function showEstimate({ mean, deviation, assumed }: Estimate): string {
  return assumed ? mean.toFixed(2) : `${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;
}

export function seeds(n: number): string {
  return n === 1 ? '1 seed' : `${n} seeds`;
}

/** `+0.42`: measured minus expected. */
export function deviationFromPaper({ estimate }: CellJudgement, paper: number | undefined): string {
  if (estimate === undefined || paper === undefined) return '';
  return signed(estimate.mean - paper);
}

/** `3 more seeds of LeNet(10), no DropIn and of LeNet; 1 more …`; empty if nothing is needed. */
export function showNeeds(needs: readonly Need[]): string {
  const byRuns = new Map<number, string[]>();
  for (const { of, runs } of needs) byRuns.set(runs, [...(byRuns.get(runs) ?? []), of]);
  return [...byRuns]
    .map(([runs, names]) => {
      const count = Number.isFinite(runs)
        ? `${runs} more ${runs === 1 ? 'seed' : 'seeds'}`
        : 'over 100 more seeds';
      return `${count}${names.length > 1 ? ' each' : ''} of ${names.join(' · ')}`;
    })
    .join('; ');
}

/** Explains the lines, the band and the numbers of a figure. */
export function figureCaption({ panels, empty }: FigureView, wording: Wording): string {
  const printed = panels.some(({ lines }) => lines.some(({ paper }) => paper !== undefined));
  if (empty) return `No runs yet.${printed ? ` ${wording.noRunsYet}` : ''}`;
  const means = 'Mean over seeds; the band spans the lowest and the highest.';
  if (!panels.some(({ axis }) => endsAtFinal(axis))) return means;
  return `${means} At the ends, final accuracies: ${printed ? wording.endsOfLines : 'as measured'}.`;
}

/** `+0.42`, `−0.42`; without a sign if the number rounds to zero. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** The thresholds on which all checks that have a threshold of that name agree. */
export function commonThresholds(
  checks: readonly { thresholds: readonly Threshold[] }[],
): readonly Threshold[] {
  const values = new Map<string, Set<string>>();
  for (const { name, value } of checks.flatMap(({ thresholds }) => thresholds)) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values].flatMap(([name, found]) => (found.size === 1 ? [{ name, value: [...found][0]! }] : []));
}

/** `converged: at least 90 % · seeds: 3` */
export function showThresholds(thresholds: readonly Threshold[]): string {
  return thresholds.map(({ name, value }) => `${name}: ${value}`).join(' · ');
}

/** The networks whose numbers a deviation affects. */
export function touches(series: readonly string[], paper: Paper): string {
  if (series.length === 0) return 'all numbers';
  return [...new Set(series.map((id) => paper.series(id).of.label))].join(', ');
}

/** `3 min 5 s`; a dash if it was not recorded. */
export function showWallTime({ wallTime }: RunFacts): string {
  return wallTime === undefined ? '–' : formatDuration(wallTime);
}

/** `AMD EPYC, linux-x64, 2 threads` */
export function showMachine({ hardware, threads }: RunFacts): string {
  return [hardware, threads === undefined ? '' : plural(threads, 'thread')]
    .filter((part) => part !== '')
    .join(', ');
}

/** The first twelve digits of a commit or digest. */
export function short(hash: string | undefined): string {
  return hash === undefined ? 'not recorded' : hash.slice(0, 12);
}
