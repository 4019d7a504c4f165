import type { CurveRow } from '../../run/curve.js';
import type { Progress } from '../../train/progress.js';
import { formatPercent, formatTimeLeft } from '../../common/format.js';
import { fitted, type RankedPart } from './terminal.js';

/** Progress of a run as one line of at most `width` columns. */
export function progressLine(progress: Progress, bar: number, width = Infinity): string {
  const { iteration, iterations, loss, accuracy, dropinP, test, imagesPerSecond, secondsLeft } = progress;
  const done = iteration / iterations;
  const filled = Math.round(done * bar);
  const parts: RankedPart[] = [
    { text: `${'█'.repeat(filled)}${'░'.repeat(bar - filled)}`, rank: 5 },
    { text: `${iteration}/${iterations} ${Math.floor(100 * done)}%`, rank: 0 },
  ];
  const add = (text: string, rank: number) => parts.push({ text, rank });
  if (progress.phase === 'testing') add('testing', 4);
  if (progress.phase === 'saving') add('saving', 4);
  if (imagesPerSecond !== undefined) add(`${imagesPerSecond.toFixed(0)} images/s`, 8);
  if (loss !== undefined) add(`loss ${loss.toFixed(4)}`, 2);
  if (accuracy !== undefined) add(`accuracy ${formatPercent(accuracy)}`, 7);
  if (test !== undefined) add(`test ${formatPercent(test.accuracy)}`, 3);
  if (dropinP !== undefined) add(`p ${dropinP.toFixed(3)}`, 6);
  if (secondsLeft !== undefined) add(`${formatTimeLeft(secondsLeft, progress.mayStopEarly)} left`, 1);
  return fitted(parts, width);
}

/** A logged point as one line of at most `width` columns. */
export function rowLine(row: CurveRow, progress: Progress, width = Infinity): string {
  const digits = String(progress.iterations).length;
  const parts: RankedPart[] = [
    { text: `iteration ${String(row.iteration).padStart(digits)}`, rank: 0 },
    { text: row.split.padEnd('train'.length), rank: 1 },
    { text: `loss ${row.loss.toFixed(4)}`, rank: 3 },
    { text: `accuracy ${formatPercent(row.accuracy)}`, rank: 2 },
  ];
  const add = (text: string, rank: number) => parts.push({ text, rank });
  if (row.top5 !== undefined) add(`top 5 ${formatPercent(row.top5)}`, 4);
  if (row.dropinP !== undefined) add(`p ${row.dropinP.toFixed(3)}`, 6);
  add(`${row.imagesPerSecond.toFixed(0)} images/s`, 7);
  if (row.split === 'train' && progress.secondsLeft !== undefined) {
    add(`${formatTimeLeft(progress.secondsLeft, progress.mayStopEarly)} left`, 5);
  }
  return fitted(parts, width);
}
