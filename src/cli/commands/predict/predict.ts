import { formatPercent } from '../../../common/format.js';
import { printable } from '../../../common/printable.js';
import { topClasses } from '../../../common/ranking.js';
import { predict, type Prediction } from '../../../inference/predict.js';
import { loadTrained } from '../../../inference/trained.js';
import { runFolder } from '../../../run/folder.js';
import { grid } from '../../render/grid.js';

export interface PredictOptions {
  readonly iteration?: number;
  readonly json?: true;
}

/** Classes shown of each image. */
const SHOWN = 5;

/** `dropin predict`: the text for standard output. */
export async function predictCommand(
  path: string,
  images: readonly string[],
  { iteration, json }: PredictOptions,
): Promise<string> {
  const trained = await loadTrained(runFolder(path), iteration, (message) => {
    process.stderr.write(`${printable(message)}\n`);
  });
  const predictions = await predict(trained, images);
  const { classes } = trained.input;
  if (json)
    return `${JSON.stringify(
      predictions.map((each) => jsonOf(each, classes)),
      null,
      2,
    )}\n`;
  return printable(
    grid(
      ['image', 'class', 'probability'],
      predictions.flatMap((each) => rowsOf(each, classes)),
    ),
  );
}

function jsonOf(prediction: Prediction, classes: readonly string[]) {
  const { file, logits } = prediction;
  return { file, classes: mostProbable(prediction, classes), logits };
}

function rowsOf(prediction: Prediction, classes: readonly string[]): string[][] {
  return mostProbable(prediction, classes).map(({ name, probability }, rank) => [
    rank === 0 ? prediction.file : '',
    name,
    formatPercent(probability),
  ]);
}

function mostProbable({ probabilities, logits }: Prediction, classes: readonly string[]) {
  return topClasses(logits, SHOWN).map((number) => ({
    name: classes[number]!,
    number,
    probability: probabilities[number]!,
  }));
}
