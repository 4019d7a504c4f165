import { createLogUpdate } from 'log-update';
import type { RunWithStatus } from '../../sweep/results.js';
import { formatPercent } from '../../common/format.js';
import { settingsText, statusTable } from './sweep-table.js';
import { isLive } from '#setup/terminal.js';

const REDRAW_MS = 1000;
const PLAIN_MS = 60_000;

/** Shows a sweep on standard error. */
export interface SweepView {
  /** Prints a permanent line. */
  readonly say: (line: string) => void;
  readonly close: () => void;
}

/** A live table on a terminal; elsewhere a line per event, and every PLAIN_MS one per active run. */
export function openSweepView(look: () => readonly RunWithStatus[]): SweepView {
  return isLive(process.stderr) ? liveView(look) : plainView(look);
}

function plainView(look: () => readonly RunWithStatus[]): SweepView {
  const say = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  const timer = setInterval(() => {
    for (const entry of look()) if (entry.status.state === 'running') say(runLine(entry));
  }, PLAIN_MS).unref();
  return {
    say,
    close: () => {
      clearInterval(timer);
    },
  };
}

/** `lenet10-1a2b3c4d (length 2500): iteration 300/10000, test 91.20%` */
function runLine({ run, status }: RunWithStatus): string {
  const settings = settingsText(run);
  const test = status.accuracy === undefined ? '' : `, test ${formatPercent(status.accuracy)}`;
  const name = settings === '' ? run.id : `${run.id} (${settings})`;
  return `${name}: ${status.state}, iteration ${status.iteration}/${status.iterations}${test}`;
}

function liveView(look: () => readonly RunWithStatus[]): SweepView {
  const live = createLogUpdate(process.stderr);
  const draw = () => {
    live(shortened(statusTable(look()), process.stderr.rows));
  };
  const timer = setInterval(draw, REDRAW_MS).unref();
  draw();
  return {
    say(line) {
      live.persist(line);
    },
    close() {
      clearInterval(timer);
      live.clear();
      live.done();
    },
  };
}

/** The lines that fit the terminal, and how many are left out. */
function shortened(table: string, rows: number): string {
  const lines = table.trimEnd().split('\n');
  if (lines.length < rows) return lines.join('\n');
  const shown = lines.slice(0, rows - 2);
  return [...shown, `… and ${lines.length - shown.length} more (dropin sweep … --status)`].join('\n');
}
