import type { CsvRow } from '../../../common/csv.js';
import { softmax, topClasses } from '../../../common/ranking.js';
import { accuracyOf } from '../../../train/confusion.js';
import type { Evaluation, TestedImage } from '../../../train/evaluate.js';

/** Number of classes that a prediction lists. */
const LISTED = 5;

/** Header of `predictionRow`. */
export const PREDICTION_COLUMNS: readonly string[] = [
  'index',
  'file',
  'true_class',
  'predicted_class',
  ...Array.from({ length: LISTED }, (_, rank) => [`class_${rank + 1}`, `probability_${rank + 1}`]).flat(),
];

/** A test image and its most probable classes. An image whose logits are not finite has no predicted class. */
export function predictionRow(
  { index, file, label, predicted, logits }: TestedImage,
  classNames: readonly string[],
): CsvRow {
  const probabilities = softmax(logits);
  const listed = topClasses(logits, LISTED).flatMap((number) => [
    classNames[number],
    probabilities[number]!.toFixed(6),
  ]);
  const empty = new Array<undefined>(2 * LISTED - listed.length).fill(undefined);
  const predictedName = predicted === undefined ? undefined : classNames[predicted];
  return [index, file, classNames[label], predictedName, ...listed, ...empty];
}

/** The confusion matrix: a row for each true class, a column for each predicted class. */
export function confusionRows({ classNames, classes }: Evaluation): CsvRow[] {
  const header = ['true_class', 'images', 'accuracy', ...classNames];
  const rows = classes.map((each, number) => [
    classNames[number],
    each.images,
    accuracyOf(each)?.toFixed(6),
    ...classNames.map((_, predicted) => each.predicted.get(predicted) ?? 0),
  ]);
  return [header, ...rows];
}
