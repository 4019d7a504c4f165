import { csvText, type CsvRow } from '../../../common/csv.js';
import { formatPercent } from '../../../common/format.js';
import { printable } from '../../../common/printable.js';
import { accuracyOf } from '../../../train/confusion.js';
import { evaluate } from '../../../library/evaluate.js';
import type { Evaluation } from '../../../train/evaluate.js';
import type { ChosenCheckpoint } from '../../checkpoint-options.js';
import { widthOf } from '../../render/terminal.js';
import { writeNamedFile } from '../../write-file.js';
import { classTable } from './class-table.js';
import { confusionRows, PREDICTION_COLUMNS, predictionRow } from './csv-rows.js';

export interface EvalOptions extends ChosenCheckpoint {
  readonly threads?: number;
  readonly predictions?: string;
  readonly confusion?: string;
  readonly json?: true;
}

/**
 * `dropin eval`: the text for standard output.
 *
 * @throws {DropinError} exit code 2 if the folder has no run or such a checkpoint, 1 if a file cannot be written.
 */
export async function evalCommand(path: string, options: EvalOptions): Promise<string> {
  const predictions: CsvRow[] = [];
  const evaluation = await evaluate(path, {
    iteration: options.iteration,
    checkpoint: options.checkpoint,
    threads: options.threads,
    warn: (message) => void process.stderr.write(`${printable(message)}\n`),
    tested:
      options.predictions === undefined
        ? undefined
        : (image, classNames) => void predictions.push(predictionRow(image, classNames)),
  });
  if (options.predictions !== undefined)
    writeNamedFile(options.predictions, csvText([PREDICTION_COLUMNS, ...predictions]));
  if (options.confusion !== undefined) writeNamedFile(options.confusion, csvText(confusionRows(evaluation)));
  if (options.json) return `${JSON.stringify(jsonOf(evaluation), null, 2)}\n`;
  return printable(`${summaryLine(evaluation)}\n\n${classTable(evaluation, widthOf(process.stdout))}`);
}

function summaryLine({ iteration, loss, accuracy, top5, images }: Evaluation): string {
  const top5Text = top5 === undefined ? '' : `top 5 ${formatPercent(top5)}  `;
  return (
    `iteration ${iteration}  test accuracy ${formatPercent(accuracy)}  ${top5Text}` +
    `loss ${loss.toFixed(4)}  (${images} images)`
  );
}

function jsonOf({ iteration, loss, accuracy, top5, images, classNames, classes }: Evaluation) {
  return {
    ...{ iteration, loss, accuracy, top5, images },
    classes: classes.map((each, number) => ({
      number,
      name: classNames[number],
      images: each.images,
      correct: each.correct,
      accuracy: accuracyOf(each) ?? null,
      predicted: Object.fromEntries(each.predicted),
    })),
  };
}
