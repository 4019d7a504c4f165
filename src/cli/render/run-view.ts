import { createLogUpdate } from 'log-update';
import { printable } from '../../common/printable.js';
import type { CurveRow } from '../../run/curve.js';
import type { Progress } from '../../train/progress.js';
import { progressLine, rowLine } from './progress.js';
import { isLive } from '#setup/terminal.js';
import { widthOf } from './terminal.js';

const REDRAW_MS = 200;
const TRAIN_LINE_MS = 5000;
const BAR = 20;

/** Shows a run on standard error. */
export interface RunView {
  /** Prints a permanent line. */
  readonly say: (line: string) => void;
  readonly row: (row: CurveRow) => void;
  readonly close: () => void;
}

/** A live line on a terminal; plain lines elsewhere; only warnings and the result when quiet. */
export function openRunView(progress: Progress, quiet: boolean): RunView {
  if (quiet) return plainView(progress, () => false);
  return isLive(process.stderr) ? liveView(progress) : plainView(progress, testRowsAndSomeTrainRows());
}

function plainView(progress: Progress, shows: (row: CurveRow) => boolean): RunView {
  const say = (line: string) => {
    process.stderr.write(`${printable(line)}\n`);
  };
  return {
    say,
    row(row) {
      if (shows(row)) say(rowLine(row, progress, widthOf(process.stderr)));
    },
    close: () => undefined,
  };
}

/** Every test row, and a train row if the last line shown is older than TRAIN_LINE_MS. */
function testRowsAndSomeTrainRows(): (row: CurveRow) => boolean {
  let shownAt = -Infinity;
  return (row) => {
    const now = Date.now();
    const shows = row.split === 'test' || now - shownAt >= TRAIN_LINE_MS;
    if (shows) shownAt = now;
    return shows;
  };
}

function liveView(progress: Progress): RunView {
  const live = createLogUpdate(process.stderr);
  const draw = () => {
    if (progress.phase !== 'preparing') live(progressLine(progress, BAR, widthOf(process.stderr)));
  };
  const timer = setInterval(draw, REDRAW_MS).unref();
  return {
    say(line) {
      live.persist(printable(line));
    },
    row(row) {
      if (row.split === 'test') live.persist(rowLine(row, progress, widthOf(process.stderr)));
    },
    close() {
      clearInterval(timer);
      live.clear();
      live.done();
    },
  };
}
