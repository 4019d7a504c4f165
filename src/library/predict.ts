import { topClasses } from '../common/ranking.js';
import { predict as predictFiles, type Prediction } from '../inference/predict.js';
import { loadTrained } from '../inference/trained.js';
import { runFolder } from '../run/folder.js';
import { choiceOf, type CheckpointOptions } from './checkpoint-options.js';
import { ensureTensorflow, type ComputeOptions } from './tensorflow.js';

/** What a trained network takes an image for. */
export interface ImagePrediction {
  readonly file: string;
  /** All classes, the most probable first; of equal ones the higher number, as accuracy counts. */
  readonly classes: readonly ClassProbability[];
  /** In the order of the classes' numbers. */
  readonly logits: readonly number[];
}

export interface ClassProbability {
  readonly name: string;
  readonly number: number;
  readonly probability: number;
}

/**
 * Predicts the classes of JPEG or PNG files: `dropin predict`.
 *
 * @param run The run's folder.
 * @throws {DropinError} with the exit code that `dropin predict` would end with.
 */
export async function predict(
  run: string,
  images: readonly string[],
  options: CheckpointOptions & ComputeOptions = {},
): Promise<readonly ImagePrediction[]> {
  await ensureTensorflow(options);
  const { warn = () => undefined } = options;
  const trained = await loadTrained(runFolder(run), choiceOf(options), warn);
  const predictions = await predictFiles(trained, images);
  return predictions.map((prediction) => ({
    file: prediction.file,
    classes: mostProbable(prediction, trained.input.classes),
    logits: prediction.logits,
  }));
}

function mostProbable(
  { probabilities, logits }: Prediction,
  classes: readonly string[],
): readonly ClassProbability[] {
  return topClasses(logits, logits.length).map((number) => ({
    name: classes[number]!,
    number,
    probability: probabilities[number]!,
  }));
}
