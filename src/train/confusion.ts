import { topClasses } from '../common/ranking.js';

/** The test images of one class. */
export interface ClassResult {
  readonly images: number;
  readonly correct: number;
  /** Number of images by predicted class; without the images that have no prediction. */
  readonly predicted: ReadonlyMap<number, number>;
}

/** Fraction of a class's images that are predicted correctly; undefined without images. */
export function accuracyOf({ images, correct }: ClassResult): number | undefined {
  return images === 0 ? undefined : correct / images;
}

/** Counts which class a network predicts for the images of each class. */
export class Confusion {
  private readonly images: number[];
  private readonly predicted: Map<number, number>[];

  constructor(classes: number) {
    this.images = new Array<number>(classes).fill(0);
    this.predicted = Array.from({ length: classes }, () => new Map<number, number>());
  }

  /** @param predicted See `prediction`. */
  add(label: number, predicted: number | undefined): void {
    this.images[label]!++;
    if (predicted === undefined) return;
    const row = this.predicted[label]!;
    row.set(predicted, (row.get(predicted) ?? 0) + 1);
  }

  /** By class number. */
  results(): ClassResult[] {
    return this.predicted.map((predicted, label) => ({
      images: this.images[label]!,
      correct: predicted.get(label) ?? 0,
      predicted,
    }));
  }
}

/**
 * The class that a network predicts for an image, by the rules of `correctInTopK`: undefined if a logit is NaN, or the logit of
 * a class other than the label is infinite, since such an image counts as wrong.
 */
export function prediction(logits: Float32Array, label: number): number | undefined {
  const isSound = logits.every((logit, number) =>
    number === label ? !Number.isNaN(logit) : Number.isFinite(logit),
  );
  return isSound ? topClasses(logits, 1)[0] : undefined;
}
