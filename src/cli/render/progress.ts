import type { CurveRow } from '../../run/curve.js';
import type { Progress } from '../../train/progress.js';
import { duration, percent } from '../../train/summary.js';

/** One line on where a run stands, for a terminal. */
export function progressLine(progress: Progress, bar: number): string {
  const { iteration, iterations, loss, accuracy, dropinP, test, imagesPerSecond, secondsLeft } = progress;
  const done = iteration / iterations;
  const filled = Math.round(done * bar);
  const parts = [
    `${'█'.repeat(filled)}${'░'.repeat(bar - filled)} ${iteration}/${iterations} ${Math.floor(100 * done)}%`,
  ];
  if (progress.phase === 'testing') parts.push('testing');
  if (progress.phase === 'saving') parts.push('saving');
  if (imagesPerSecond !== undefined) parts.push(`${imagesPerSecond.toFixed(0)} images/s`);
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(4)}`);
  if (accuracy !== undefined) parts.push(`accuracy ${percent(accuracy)}`);
  if (test !== undefined) parts.push(`test ${percent(test.accuracy)}`);
  if (dropinP !== undefined) parts.push(`p ${dropinP.toFixed(3)}`);
  if (secondsLeft !== undefined) parts.push(`${duration(secondsLeft)} left`);
  return parts.join('  ');
}

/** One line for a logged point. */
export function rowLine(row: CurveRow, progress: Progress): string {
  const width = String(progress.iterations).length;
  const parts = [
    `iteration ${String(row.iteration).padStart(width)}`,
    row.split.padEnd('train'.length),
    `loss ${row.loss.toFixed(4)}`,
    `accuracy ${percent(row.accuracy)}`,
  ];
  if (row.top5 !== undefined) parts.push(`top 5 ${percent(row.top5)}`);
  if (row.dropinP !== undefined) parts.push(`p ${row.dropinP.toFixed(3)}`);
  parts.push(`${row.imagesPerSecond.toFixed(0)} images/s`);
  if (row.split === 'train' && progress.secondsLeft !== undefined) {
    parts.push(`${duration(progress.secondsLeft)} left`);
  }
  return parts.join('  ');
}
