import { csvText } from '../../../common/csv.js';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { printable } from '../../../common/printable.js';
import { runs } from '../../../library/runs.js';
import type { ListedRun } from '../../../report/own/listing.js';
import { grid } from '../../render/grid.js';

/**
 * `dropin runs`: the text for standard output.
 *
 * @throws {DropinError} exit code 2, if the folder does not exist.
 */
export function runsCommand(options: { results: string; json?: true; csv?: true }): string {
  const { results } = options;
  if (options.json && options.csv) throw new DropinError('--json and --csv: choose one', EXIT.USAGE);
  const warn = (problem: string) => void process.stderr.write(`${printable(problem)}\n`);
  const listed = runs({ results, warn });
  if (options.json) return `${JSON.stringify(listed, null, 2)}\n`;
  if (options.csv) return runsCsv(listed);
  return listed.length === 0 ? `no runs in ${printable(results)}\n` : printable(runsTable(listed));
}

function runsTable(runs: readonly ListedRun[]): string {
  const percent = (value: number | undefined) => (value === undefined ? '' : value.toFixed(2));
  const rows = runs.map((run) => [
    run.id,
    describe(run),
    run.state,
    run.iterations === undefined ? `${run.iteration}` : `${run.iteration}/${run.iterations}`,
    percent(run.best?.accuracy),
    percent(run.last),
    run.age === undefined ? '' : age(run.age),
    run.problems[0] ?? remark(run),
  ]);
  return grid(['run', 'what differs', 'state', 'iteration', 'best %', 'last %', 'age', ''], rows);
}

function remark({ stale, stoppedEarlyAt }: ListedRun): string {
  if (stale !== undefined) return `stale: ${stale}`;
  return stoppedEarlyAt === undefined ? '' : 'stopped early';
}

function describe({ id, name: { spec, text } }: ListedRun): string {
  return text.replace(`${spec}, `, '').replace(` (${id})`, '');
}

/** `40 s`, `12 min`, `5 h`, `3 d` */
function age(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 36 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** One row per run, one column per setting that differs between any runs. Accuracies in percent. */
function runsCsv(runs: readonly ListedRun[]): string {
  const fields = [...new Set(runs.flatMap(({ name }) => name.varied.map(({ field }) => field)))];
  const header = ['run', 'spec', ...fields, 'seed', 'state', 'iteration', 'iterations'];
  const rows = runs.map((run) => {
    const varied = new Map(run.name.varied.map(({ field, value }) => [field, value]));
    return [
      run.id,
      run.name.spec,
      ...fields.map((field) => varied.get(field) ?? ''),
      run.name.seed,
      run.state,
      run.iteration,
      run.iterations ?? '',
      run.best?.accuracy.toFixed(4),
      run.best?.iteration,
      run.last?.toFixed(4),
      run.final?.toFixed(4),
    ];
  });
  return csvText([[...header, 'best', 'best_at', 'last', 'final'], ...rows]);
}
