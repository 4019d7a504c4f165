import { mean } from '../common/statistics.js';
import type { CurveRow } from './curve.js';
import type { Points } from './curve-points.js';

/** “Average of last three values” (captions of Tables 3 and 5). */
export const LAST_TESTS = 3;

/** The final accuracy of a run, wherever one is shown: the mean of its last three test accuracies, in percent. */
export function finalAccuracy(test: Points): number | undefined {
  return accuracyUpTo(test, Infinity);
}

/** The same of rows, as a fraction. */
export function finalFraction(rows: readonly CurveRow[]): number | undefined {
  const tests = rows.filter(({ split }) => split === 'test');
  const iteration = tests.map((row) => row.iteration);
  const percent = accuracyUpTo({ iteration, accuracy: tests.map((row) => row.accuracy) }, Infinity);
  return percent === undefined ? undefined : percent / 100;
}

/** Mean of the last three test accuracies at or before an iteration, in percent; undefined if there is none. */
export function accuracyUpTo(
  test: Pick<Points, 'iteration' | 'accuracy'>,
  iteration: number,
): number | undefined {
  const values: number[] = [];
  for (let i = test.iteration.length - 1; i >= 0 && values.length < LAST_TESTS; i--) {
    const accuracy = test.accuracy[i]!;
    if (test.iteration[i]! <= iteration && !Number.isNaN(accuracy)) values.push(accuracy * 100);
  }
  return mean(values);
}
