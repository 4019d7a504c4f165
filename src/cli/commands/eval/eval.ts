import { existsSync } from 'node:fs';
import { openProgram } from '../../../engine/program.js';
import { loadExperiment } from '../../../network/load.js';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { evaluateRun } from '../../../train/evaluate.js';
import { runFolder } from '../../../run/folder.js';
import { formatPercent } from '../../../common/format.js';
import { useThreads } from '../run/run.js';

export interface EvalOptions {
  readonly iteration?: number;
  readonly threads?: number;
  readonly json?: true;
}

/** `dropin eval` */
export async function evalCommand(path: string, options: EvalOptions): Promise<void> {
  useThreads(options.threads);
  const folder = runFolder(path);
  if (!existsSync(folder.spec))
    throw new DropinError(`${path} is not a run folder: it has no spec.yaml`, EXIT.USAGE);
  const experiment = loadExperiment(folder.spec);
  const warn = (message: string) => void process.stderr.write(`${message}\n`);
  const result = await evaluateRun(folder, experiment, options.iteration, { openProgram }, warn);
  const { iteration, loss, accuracy, top5, images } = result;
  const top5Text = top5 === undefined ? '' : `top 5 ${formatPercent(top5)}  `;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ iteration, loss, accuracy, top5, images }, null, 2)}\n`
      : `iteration ${iteration}  test accuracy ${formatPercent(accuracy)}  ${top5Text}` +
          `loss ${loss.toFixed(4)}  (${images} images)\n`,
  );
}
