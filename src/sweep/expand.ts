import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { Overrides } from '../spec/load.js';
import { MAX_RUNS } from '../spec/schema/sweep.js';
import type { PlacedPart } from '../spec/sweep.js';
import { axesOf, type Axis, type Setting, type SweepOverrides } from './axes.js';
import { expectNoConflict } from './conflicts.js';

/** A spec file with one value of everything that varies. */
export interface Combination {
  readonly spec: string;
  readonly settings: readonly Setting[];
}

/**
 * Every combination, the seeds changing fastest.
 *
 * @throws {DropinError} exit code 2, where two options set one field, or there are more combinations than a sweep may have.
 */
export function expand(
  parts: readonly PlacedPart[],
  sweep: SweepOverrides,
  overrides: Overrides = {},
): Combination[] {
  expectFew(sweep.seeds ?? 0);
  const varied = parts.map((part) => ({ part, axes: axesOf(part, sweep) }));
  for (const { axes } of varied) expectNoConflict(axes, overrides);
  expectFew(varied.reduce((sum, { part, axes }) => sum + part.specs.length * size(axes), 0));
  return varied.flatMap(({ part, axes }) => {
    const combinations = product(axes.map(({ settings }) => settings));
    return part.specs.flatMap((spec) => combinations.map((settings) => ({ spec, settings })));
  });
}

function size(axes: readonly Axis[]): number {
  return axes.reduce((product, { settings }) => product * settings.length, 1);
}

function expectFew(runs: number): void {
  if (runs <= MAX_RUNS) return;
  throw new DropinError(
    `the sweep has ${runs} combinations, expected at most ${MAX_RUNS}: sweep over fewer values or seeds at once`,
    EXIT.USAGE,
  );
}

function product(axes: readonly (readonly Setting[])[]): Setting[][] {
  return axes.reduce<Setting[][]>(
    (done, axis) => done.flatMap((settings) => axis.map((setting) => [...settings, setting])),
    [[]],
  );
}
