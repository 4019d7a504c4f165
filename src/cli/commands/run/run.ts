import { openTraining, runTraining } from '../../../library/training.js';
import { useThreads } from '../../../common/threads.js';
import { EXIT } from '../../../common/exit-codes.js';
import type { Progress } from '../../../train/progress.js';
import type { RunResult } from '../../../train/run.js';
import type { RunFolder } from '../../../run/folder.js';
import { SIGNAL_EXIT_CODES, SignalStop } from '../../../train/signals.js';
import { formatDuration, formatPercent } from '../../../common/format.js';
import { openRunView, type RunView } from '../../render/run-view.js';
import { widthOf } from '../../render/terminal.js';
import type { SpecOptions } from '../../spec-options.js';
import { isLive } from '#setup/terminal.js';

export interface RunOptions extends SpecOptions {
  readonly results: string;
  readonly out?: string;
  readonly fresh?: true;
  readonly threads?: number;
  readonly gpus?: number;
  readonly quiet?: true;
  readonly json?: true;
}

/** `dropin run`; returns the exit code. */
export async function runCommand(file: string, options: RunOptions): Promise<number> {
  useThreads(options.threads);
  const training = openTraining(file, options);
  const { folder, progress } = training;
  const view = openRunView(progress, options.quiet === true);
  const stop = new SignalStop((signal) => {
    view.say(`${signal}: finishing this step, then writing a checkpoint`);
  });
  try {
    const observer = {
      warn: view.say,
      began: (iteration: number) => {
        if (!options.quiet) view.say(beginning(folder, iteration, progress.iterations));
      },
      row: view.row,
      decided: (iteration: number, decision: string) => {
        if (!options.quiet) view.say(`iteration ${iteration}  ${decision}`);
      },
      paced: () => {
        if (!options.quiet) view.say(estimate(progress));
      },
    };
    const result = await runTraining(training, {
      fresh: options.fresh === true,
      devices: options.gpus ?? 1,
      command: process.argv.slice(2),
      stop,
      observer,
    });
    view.close();
    tellEnd(view, folder, result);
    if (!options.quiet && !options.json) await showCurve(view, folder);
    view.say(`curve: ${folder.curve}`);
    if (options.json) process.stdout.write(`${JSON.stringify(result.record, null, 2)}\n`);
    return exitCode(result);
  } finally {
    view.close();
    stop.dispose();
  }
}

function beginning(folder: RunFolder, iteration: number, iterations: number): string {
  return iteration === 0
    ? `${folder.path}: training for ${iterations} iterations`
    : `${folder.path}: resuming at iteration ${iteration} of ${iterations}`;
}

/** How long the run will take, by its second step; the first also sets TensorFlow up. */
function estimate({ secondsOfStep = 0, secondsLeft = 0, mayStopEarly }: Progress): string {
  const ms = 1000 * secondsOfStep;
  return `a step takes ${ms.toFixed(ms < 10 ? 1 : 0)} ms: ${mayStopEarly ? 'at most' : 'about'} ${formatDuration(secondsLeft)} to go`;
}

function tellEnd(view: RunView, folder: RunFolder, { record, alreadyFinished }: RunResult): void {
  const { status, iteration, iterations, test, stopped_early: early } = record;
  const tested = test === undefined ? '' : `test accuracy ${formatPercent(test.accuracy)}`;
  const again = 'rerun the same command to resume';
  if (alreadyFinished) {
    view.say(
      `${folder.path}: finished already${early === undefined ? '' : `, stopped early at iteration ${early.iteration}`}, ${tested}; --fresh runs it again`,
    );
  } else if (record.diverged_at !== undefined) {
    view.say(
      `${folder.path}: the loss was NaN or infinite at iteration ${record.diverged_at}; ` +
        'the newest checkpoint is from before',
    );
  } else if (status === 'stopped') {
    view.say(
      `${folder.path}: stopped at iteration ${iteration} of ${iterations}, checkpoint written; ${again}`,
    );
  } else {
    const done = early === undefined ? iterations : `${iteration} of ${iterations}`;
    view.say(`${folder.path}: ${tested} after ${done} iterations, ${formatDuration(record.wall_time_s)}`);
    if (early !== undefined) view.say(`stopped early: ${early.reason}`);
  }
  const odd = oddFiles(record);
  if (odd !== '') view.say(`data: ${odd}; dropin datasets verify names them`);
}

/** Draws the run's test accuracy on a terminal that shows live progress, so not in logs, in CI or on TERM=dumb. */
async function showCurve(view: RunView, folder: RunFolder): Promise<void> {
  if (!isLive(process.stderr)) return;
  const { smallPlot } = await import('../../render/small-plot.js');
  const plot = smallPlot(folder.path, widthOf(process.stderr));
  if (plot !== undefined) view.say(plot);
}

/** `3 images were read with a warning, 2 files that are not images were left out` */
function oddFiles({ warned_images: warned = 0, left_out_files: leftOut = 0 }: RunResult['record']): string {
  return [
    ...(warned === 0 ? [] : [`${warned} images were read with a warning`]),
    ...(leftOut === 0 ? [] : [`${leftOut} files that are not images were left out`]),
  ].join(', ');
}

function exitCode({ record }: RunResult): number {
  if (record.status === 'diverged') return EXIT.DIVERGED;
  if (record.status === 'stopped' && record.signal !== undefined) return SIGNAL_EXIT_CODES[record.signal];
  return EXIT.OK;
}
