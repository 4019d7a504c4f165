import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { npyBytes, parseNpy } from '../common/npy.js';
import { elementCount } from '../common/shapes.js';
import type { MeanOfImages } from '../data/mean.js';
import { imageShapeSchema } from '../spec/schema/descriptor.js';
import type { RunFolder } from './folder.js';

/** Goes up when an older program could not read input.json, or a newer one not the older. */
const FORMAT = 1;

const inputSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Name of the data set. */
  dataset: z.string(),
  /** Height, width, channels that images have, or are resized to, before any crop. */
  image: imageShapeSchema,
  /** Names of the classes, in the order of their numbers. */
  classes: z.array(z.string()).min(1),
});

/** What a run's network takes and says: with spec.yaml, all that is needed to use it without the data set. */
export interface NetworkInput extends Omit<z.output<typeof inputSchema>, 'format'> {
  /** The mean of the training images, before any crop; undefined where the transform subtracts none. */
  readonly mean: MeanOfImages | undefined;
}

/** Writes input.json and, where there is a mean, mean.npy `[H, W, C]`. */
export function writeNetworkInput(folder: RunFolder, { mean, ...input }: NetworkInput): void {
  // The mean first: an input.json has its mean beside it.
  if (mean !== undefined) writeFileAtomic.sync(folder.mean, Buffer.from(npyBytes(mean)));
  writeFileAtomic.sync(folder.input, `${JSON.stringify({ format: FORMAT, ...input }, null, 2)}\n`);
}

/**
 * What `writeNetworkInput` wrote; undefined in the folder of a run by an earlier version.
 *
 * @param needsMean Whether the run's transform subtracts a mean.
 * @throws {DropinError} exit code 3, for files that are damaged or missing.
 */
export function readNetworkInput(folder: RunFolder, needsMean: boolean): NetworkInput | undefined {
  if (!existsSync(folder.input)) return undefined;
  const { dataset, image, classes } = reading(folder.input, (bytes) =>
    inputSchema.parse(JSON.parse(bytes.toString('utf8'))),
  );
  return { dataset, image, classes, mean: needsMean ? readMean(folder, image) : undefined };
}

function readMean(folder: RunFolder, image: MeanOfImages['shape']): MeanOfImages {
  return reading(folder.mean, (bytes) => {
    const { shape, values } = parseNpy(bytes);
    if (shape.join() === image.join() && values.length === elementCount(image))
      return { shape: image, values };
    throw new Error(`it has the shape ${shape.join('×')}, the images ${image.join('×')}`);
  });
}

function reading<T>(path: string, parse: (bytes: Buffer) => T): T {
  try {
    return parse(readFileSync(path));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0]! : messageOf(error);
    throw new DropinError(
      `data: ${path} cannot be read (${reason}): rerun dropin run, which rewrites it, or remove ` +
        `${join(path, '..', 'input.json')} to take it from the data set`,
      EXIT.DATA,
      { cause: error },
    );
  }
}
