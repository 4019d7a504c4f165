import type { Bench } from '../../../train/bench/bench.js';
import type { LayerTime } from '../../../train/bench/layer-times.js';
import { grid } from '../../render/grid.js';

/** A layer's part of the time of all operations. */
export function shareOf(
  { forward, backward, update }: LayerTime,
  { operations }: Pick<Bench, 'operations'>,
): number {
  return operations === 0 ? 0 : (forward + backward + update) / operations;
}

/** The times of all layers, and of the step, in milliseconds. */
export function benchTable(
  result: Pick<Bench, 'layers' | 'step' | 'operations'>,
  { p, steps, warmup }: { readonly p: number; readonly steps: number; readonly warmup: number },
): string {
  const { layers, step, operations } = result;
  const sum = (part: 'forward' | 'backward' | 'update') =>
    layers.reduce((total, one) => total + one[part], 0);
  const total = { layer: 'all', forward: sum('forward'), backward: sum('backward'), update: sum('update') };
  const cells = [...layers, total].map((one) => [
    one.layer,
    ...[one.forward, one.backward, one.update].map((ms) => ms.toFixed(2)),
    `${(100 * shareOf(one, result)).toFixed(1)}%`,
  ]);
  const head = ['layer', 'forward ms', 'backward ms', 'update ms', 'share'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]!.length)),
  );
  const right = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell : cell.padStart(widths[i]!)));
  return (
    grid(right(head), cells.map(right)) +
    `a step took ${step.mean.toFixed(2)} ms on average (${step.min.toFixed(2)} to ${step.max.toFixed(2)}) ` +
    `in ${steps} steps at p = ${p} after ${warmup}; its operations ${operations.toFixed(2)} ms\n`
  );
}
