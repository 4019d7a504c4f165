import { statSync } from 'node:fs';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { allocateBatch } from '../data/batch.js';
import { bytesOf } from '../data/dataset.js';
import { DecodePool } from '../data/decode/pool.js';
import { allocateViews, centreViewer } from '../data/views.js';
import { openSession } from '../engine/session.js';
import { predictionGraph } from '../graph/inference.js';
import type { TrainedNetwork } from './trained.js';

/** What a network says of an image. */
export interface Prediction {
  readonly file: string;
  /** `[classes]` each. */
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
}

/** Images decoded and predicted at once. */
const BATCH = 64;

/**
 * Predicts the classes of image files, which are read as those of a data set are: resized to the network's images and cut as in tests.
 *
 * @throws {DropinError} exit code 3, naming every file of a batch that cannot be read.
 */
export async function predict(
  { frozen, input }: Pick<TrainedNetwork, 'frozen' | 'input'>,
  files: readonly string[],
): Promise<readonly Prediction[]> {
  expectFiles(files);
  const pool = new DecodePool(input.image);
  try {
    const session = await openSession(predictionGraph(frozen));
    try {
      const predictions: Prediction[] = [];
      for (let first = 0; first < files.length; first += BATCH) {
        const part = files.slice(first, first + BATCH);
        const images = await decode(pool, part, input.image);
        const values = session.run('predict', { images });
        predictions.push(
          ...part.map((file, image) => predictionOf(file, { values, image, count: part.length })),
        );
      }
      return predictions;
    } finally {
      session.dispose();
    }
  } finally {
    await pool.close();
  }
}

/** @param values `[2, count, classes]`: logits, then probabilities. */
function predictionOf(
  file: string,
  { values, image, count }: { values: Float32Array | Int32Array; image: number; count: number },
): Prediction {
  const classes = values.length / 2 / count;
  const [logits, probabilities] = [image, count + image].map((row) => [
    ...values.subarray(row * classes, (row + 1) * classes),
  ]);
  return { file, logits: logits!, probabilities: probabilities! };
}

/** `[count, H, W, C]` bytes. */
async function decode(
  pool: DecodePool,
  files: readonly string[],
  shape: TrainedNetwork['input']['image'],
): Promise<Uint8Array> {
  const views = allocateViews(files.length, shape);
  centreViewer(shape, {}).fill(0, files.length, views);
  const { images } = allocateBatch(files.length, bytesOf(shape));
  const { bad } = await pool.read(
    files.map((file) => ({ file })),
    views,
    images,
  );
  if (bad.length === 0) return Uint8Array.from(images);
  throw new DropinError(
    bad.map(({ slot, reason }) => `data: ${files[slot]!} ${reason}`).join('\n'),
    EXIT.DATA,
  );
}

function expectFiles(files: readonly string[]): void {
  const problems = files.flatMap((file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return [`data: ${file} does not exist`];
    return found.isDirectory() ? [`data: ${file} is a folder: name image files`] : [];
  });
  if (problems.length > 0) throw new DropinError(problems.join('\n'), EXIT.DATA);
}
