import { gigabytes } from '../../sweep/estimate.js';
import type { PlannedRun } from '../../sweep/planned-run.js';
import { variedAxes, type ResultRow, type RunWithStatus } from '../../sweep/results.js';
import type { RunStatus } from '../../sweep/status.js';
import { formatPercent, formatTimeLeft } from '../../common/format.js';
import { grid } from './grid.js';
import { widthOf } from './terminal.js';

/** Expected cost of a run. `seconds` is the reason as text if the time could not be measured. */
export interface Expectation {
  readonly seconds: number | string;
  readonly disk: number;
}

/** State of each run, one line per run, for standard error. */
export function statusTable(runs: readonly RunWithStatus[]): string {
  const rows = runs.map(({ run, status }) => [
    run.id,
    settingsText(run),
    status.state,
    `${status.iteration}/${status.iterations}`,
    status.accuracy === undefined ? '' : formatPercent(status.accuracy),
    remark(status),
  ]);
  return grid(['run', 'settings', 'state', 'iteration', 'test', ''], rows, widthOf(process.stderr));
}

/** Terminal width from which folders are shown. */
const FOLDER_FROM = 80;

/** Expected cost of each run, one line per run. */
export function expectationTable(
  runs: readonly RunWithStatus[],
  expected: ReadonlyMap<string, Expectation>,
): string {
  const width = widthOf(process.stdout);
  // A folder is results/ and the run's id, unless the run was found elsewhere.
  const folderOf = ({ folder }: PlannedRun) => (width < FOLDER_FROM ? '' : folder.path);
  const rows = runs.map(({ run, status }) => {
    const expectation = expected.get(run.id);
    const { seconds = '', disk } = expectation ?? {};
    return [
      run.id,
      settingsText(run),
      status.state,
      `${status.iteration}/${status.iterations}`,
      typeof seconds === 'number' ? formatTimeLeft(seconds, status.mayStopEarly) : seconds,
      disk === undefined ? '' : gigabytes(disk),
      folderOf(run),
    ];
  });
  return grid(['run', 'settings', 'state', 'iteration', 'time', 'disk', 'folder'], rows, width);
}

/** Final accuracies, averaged over the seeds. */
export function resultTable(rows: readonly ResultRow[]): string {
  const axes = variedAxes(rows);
  const lines = rows.map((row) => [
    row.name,
    ...axes.map((axis) => row.settings[axis] ?? ''),
    row.mean === undefined
      ? '–'
      : `${formatPercent(row.mean)}${row.std === undefined ? '' : ` ± ${formatPercent(row.std)}`}`,
    String(row.n),
    row.failed > 0 ? String(row.failed) : '',
    row.unfinished > 0 ? String(row.unfinished) : '',
  ]);
  return grid(['name', ...axes, 'final accuracy', 'n', 'failed', 'unfinished'], lines);
}

export function settingsText(run: PlannedRun): string {
  return run.settings.map(({ axis, value }) => `${axis} ${value}`).join(', ');
}

function remark(status: RunStatus): string {
  const { state, reason, iteration, iterations, seconds } = status;
  if (reason !== undefined) return reason.split('\n')[0] ?? '';
  if (status.stale !== undefined) return `stale: ${status.stale}`;
  if (status.stoppedEarlyAt !== undefined) return 'stopped early';
  if (state !== 'running' || iteration === 0) return '';
  const left = (seconds / iteration) * (iterations - iteration);
  return `${formatTimeLeft(left, status.mayStopEarly)} left`;
}
