import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { TransformSpec } from '../spec/schema/transform.js';
import { randomFrom } from '../common/random.js';
import { drawColourChange, type ColourChange } from './augment/colours.js';
import { drawResizedCrop, type Rectangle } from './augment/resized-crop.js';

/** Raise it whenever a seed gives different crops or mirror flips. */
export const VIEWS_VERSION = 1;

/** Height, width, channels. */
export type ImageShape = readonly [number, number, number];

/**
 * Views of a batch: a crop of each stored image at these rows and columns, resized to `shape` if it has another size,
 * mirrored or not, its colours changed or not. Rows and columns outside the image are padding.
 */
export interface Views {
  readonly shape: ImageShape;
  /** `[count]`: first row. */
  readonly top: Int32Array;
  /** `[count]`: first column. */
  readonly left: Int32Array;
  /** `[count]`: number of rows. */
  readonly height: Int32Array;
  /** `[count]`: number of columns. */
  readonly width: Int32Array;
  /** `[count]`: 1 if mirrored left to right, else 0. */
  readonly mirror: Uint8Array;
  /** `[count]`; empty if no colours change. */
  readonly colours: ColourChange[];
}

/** Draws the views of a batch. */
export interface Viewer {
  /** Shape of the network's input. */
  readonly shape: ImageShape;
  /** Writes the first `count` views of an iteration. */
  fill(iteration: number, count: number, into: Views): void;
}

export function allocateViews(count: number, shape: ImageShape): Views {
  const numbers = () => new Int32Array(count);
  return {
    shape,
    top: numbers(),
    left: numbers(),
    height: numbers(),
    width: numbers(),
    mirror: new Uint8Array(count),
    colours: [],
  };
}

function viewShape(stored: ImageShape, transform: Pick<TransformSpec, 'crop'>): ImageShape {
  const { crop } = transform;
  return crop === undefined ? stored : [crop, crop, stored[2]];
}

/** Top row and left column of the crop of the centre. An odd margin is rounded down, as in Caffe. */
export function centreCorner(stored: readonly number[], shape: readonly number[]): readonly [number, number] {
  return [Math.floor((stored[0]! - shape[0]!) / 2), Math.floor((stored[1]! - shape[1]!) / 2)];
}

/** Crops the centre of every image. */
export function centreViewer(stored: ImageShape, transform: Pick<TransformSpec, 'crop'>): Viewer {
  const shape = viewShape(stored, transform);
  return {
    shape,
    fill(_iteration, count, into) {
      const [top, left] = centreCorner(stored, shape);
      into.top.fill(top, 0, count);
      into.left.fill(left, 0, count);
      into.height.fill(shape[0], 0, count);
      into.width.fill(shape[1], 0, count);
      into.mirror.fill(0, 0, count);
    },
  };
}

/**
 * Random crops and mirror flips, which depend only on the seed and the iteration, and random sizes and colours, which depend
 * on the seed, the iteration and the position in the batch.
 */
export function randomViewer(stored: ImageShape, transform: TransformSpec, seed: number): Viewer {
  const centre = centreViewer(stored, transform);
  return {
    shape: centre.shape,
    fill(iteration, count, into) {
      centre.fill(iteration, count, into);
      const { crop, pad, mirror, resized_crop: resized } = transform;
      const drawn = (what: string, slot: number) => randomFrom(`${what} ${seed} ${iteration} ${slot}`);
      if (crop !== undefined || pad > 0 || mirror)
        fillCorners(stored, transform, randomFrom(`image views ${seed} ${iteration}`), count, into);
      if (resized !== undefined)
        for (let slot = 0; slot < count; slot++)
          setCut(into, slot, drawResizedCrop(drawn('resized crop', slot), stored, resized));
      if (changesColours(transform))
        for (let slot = 0; slot < count; slot++)
          into.colours[slot] = drawColourChange(drawn('colours', slot), transform);
    },
  };
}

function changesColours({ color_jitter: jitter, lighting }: TransformSpec): boolean {
  return jitter !== undefined || lighting !== undefined;
}

/** Draws the corners of crops of `into.shape`, and the mirror flips. */
function fillCorners(
  stored: ImageShape,
  { pad, mirror }: TransformSpec,
  random: RandomGenerator,
  count: number,
  into: Views,
): void {
  for (let slot = 0; slot < count; slot++) {
    into.top[slot] = uniformInt(random, -pad, stored[0] - into.shape[0] + pad);
    into.left[slot] = uniformInt(random, -pad, stored[1] - into.shape[1] + pad);
    into.mirror[slot] = mirror ? uniformInt(random, 0, 1) : 0;
  }
}

function setCut(into: Views, slot: number, { top, left, height, width }: Rectangle): void {
  into.top[slot] = top;
  into.left[slot] = left;
  into.height[slot] = height;
  into.width[slot] = width;
}

/** Writes the boxes of `count` views; see `Batch.boxes`. */
export function fillBoxes(views: Views, stored: ImageShape, count: number, boxes: Float32Array): void {
  for (let slot = 0; slot < count; slot++) {
    const top = views.top[slot]!;
    const left = views.left[slot]!;
    const right = left + views.width[slot]! - 1;
    const mirrored = views.mirror[slot] === 1;
    boxes[4 * slot] = fraction(top, stored[0]);
    boxes[4 * slot + 1] = fraction(mirrored ? right : left, stored[1]);
    boxes[4 * slot + 2] = fraction(top + views.height[slot]! - 1, stored[0]);
    boxes[4 * slot + 3] = fraction(mirrored ? left : right, stored[1]);
  }
}

function fraction(pixel: number, size: number): number {
  return size === 1 ? 0 : pixel / (size - 1);
}
