import { EXIT } from '../../common/exit-codes.js';
import { DropinError } from '../../common/errors.js';
import { pointsOf } from '../../report/figures/lines.js';
import { fullPanel, type Line, type Panel } from '../../report/figures/panel.js';
import { iterationsOf, nameRuns } from '../../report/own/names.js';
import type { Run } from '../../report/results/run.js';

/**
 * The test accuracy of runs over iterations, one line per run.
 *
 * @throws {DropinError} exit code 2, for a run without tests.
 */
export function panelOf(runs: readonly Run[]): Panel {
  const names = nameRuns(runs);
  const lines = runs.map((run): Line => {
    const points = pointsOf([run]);
    if (points.length === 0) throw new DropinError(`${run.id} has logged no test yet`, EXIT.USAGE);
    const label = names.get(run.id)!.text;
    return { label, points, seeds: 1, unfinished: 0, paper: undefined, runs: [run.id] };
  });
  const end = Math.max(
    ...runs.map((run, i) => Math.max(iterationsOf(run) ?? 0, lines[i]!.points.at(-1)!.iteration)),
  );
  return fullPanel({ id: 'a', title: 'Runs', lines, end: Math.max(1, end), yTitle: 'Test accuracy (%)' });
}
