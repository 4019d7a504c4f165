import type { Need } from '../judge/result.js';
import type { Estimate } from '../judge/estimate.js';
import type { FigureView } from '../figures/lines.js';
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

/** `+0.42`: measured minus printed. */
export function deviationFromPaper({ estimate }: CellJudgement, paper: number | undefined): string {
  if (estimate === undefined || paper === undefined) return '';
  const difference = estimate.mean - paper;
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(2)}`;
}

/** `3 more seeds of LeNet(10), no DropIn and of LeNet; 1 more …`; empty where nothing is needed. */
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

/** What a figure's lines, band and numbers are. */
export function figureCaption({ panels, empty }: FigureView): string {
  const printed = panels.some(({ lines }) => lines.some(({ paper }) => paper !== undefined));
  if (empty) return `No runs yet.${printed ? ' ◇ Final accuracies that the paper prints.' : ''}`;
  const ends = printed ? '◇ printed in the paper, others measured' : 'as measured';
  return `Mean over seeds; the band spans the lowest and the highest. At the ends, final accuracies: ${ends}.`;
}

/** The first twelve digits of a commit or digest. */
export function short(hash: string | undefined): string {
  return hash === undefined ? 'not recorded' : hash.slice(0, 12);
}
