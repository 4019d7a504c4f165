import { formatPercent } from '../../../common/format.js';
import { printable } from '../../../common/printable.js';
import { predict, type ImagePrediction } from '../../../library/predict.js';
import type { ChosenCheckpoint } from '../../checkpoint-options.js';
import { grid } from '../../render/grid.js';

export interface PredictOptions extends ChosenCheckpoint {
  readonly json?: true;
}

/** Classes shown of each image. */
const SHOWN = 5;

/** `dropin predict`: the text for standard output. */
export async function predictCommand(
  path: string,
  images: readonly string[],
  { json, ...chosen }: PredictOptions,
): Promise<string> {
  const warn = (message: string) => void process.stderr.write(`${printable(message)}\n`);
  const predictions = await predict(path, images, { ...chosen, warn });
  const shown = predictions.map((each) => ({ ...each, classes: each.classes.slice(0, SHOWN) }));
  if (json) return `${JSON.stringify(shown, null, 2)}\n`;
  return printable(grid(['image', 'class', 'probability'], shown.flatMap(rowsOf)));
}

function rowsOf({ file, classes }: ImagePrediction): string[][] {
  return classes.map(({ name, probability }, rank) => [
    rank === 0 ? file : '',
    name,
    formatPercent(probability),
  ]);
}
