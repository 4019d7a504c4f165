import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/** Images of a CIFAR-10 binary file. */
export interface CifarImages {
  /** `[count, 32, 32, 3]`. */
  readonly pixels: Uint8Array;
  /** `[count]`. */
  readonly labels: Uint8Array;
}

const SIDE = 32;
const PLANE = SIDE * SIDE;
const RECORD = 1 + 3 * PLANE;

/**
 * Reads a CIFAR-10 binary file. Each record is a label byte and 3,072 pixel bytes: the red, green and blue planes, row by row.
 *
 * @throws {DropinError} exit code 3, naming `file` and what is wrong with it.
 */
export function parseCifar(bytes: Uint8Array, file: string, classes: number): CifarImages {
  const count = Math.floor(bytes.length / RECORD);
  if (count === 0 || bytes.length % RECORD !== 0) {
    throw new DropinError(
      `data: ${file} is not a CIFAR-10 binary file, or is truncated: expected records of ${RECORD} bytes, found ` +
        `${bytes.length} bytes (${count} × ${RECORD} + ${bytes.length % RECORD})`,
      EXIT.DATA,
    );
  }
  const pixels = new Uint8Array(count * 3 * PLANE);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image++) {
    const record = image * RECORD;
    const label = bytes[record]!;
    if (label >= classes) {
      throw new DropinError(
        `data: ${file}: label ${label} of image ${image} is not one of ${classes} classes`,
        EXIT.DATA,
      );
    }
    labels[image] = label;
    for (let channel = 0; channel < 3; channel++) {
      const plane = record + 1 + channel * PLANE;
      const to = image * 3 * PLANE + channel;
      for (let pixel = 0; pixel < PLANE; pixel++) pixels[to + 3 * pixel] = bytes[plane + pixel]!;
    }
  }
  return { pixels, labels };
}
