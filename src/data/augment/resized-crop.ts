import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { ResizedCropSpec } from '../../spec/schema/augmentation.js';
import { uniform } from './distributions.js';

/** A rectangle of an image, in pixels. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

const TRIES = 10;

/** Draws a crop of random area and ratio, as torchvision's `RandomResizedCrop.get_params` does. */
export function drawResizedCrop(
  random: RandomGenerator,
  [imageHeight, imageWidth]: readonly [number, number, ...number[]],
  { scale, ratio }: ResizedCropSpec,
): Rectangle {
  for (let tries = 0; tries < TRIES; tries++) {
    const area = imageHeight * imageWidth * uniform(random, ...scale);
    const aspect = Math.exp(uniform(random, Math.log(ratio[0]), Math.log(ratio[1])));
    const height = Math.round(Math.sqrt(area / aspect));
    const width = Math.round(Math.sqrt(area * aspect));
    if (height < 1 || width < 1 || height > imageHeight || width > imageWidth) continue;
    const top = uniformInt(random, 0, imageHeight - height);
    const left = uniformInt(random, 0, imageWidth - width);
    return { top, left, height, width };
  }
  return largestCrop(imageHeight, imageWidth, ratio);
}

/** The largest crop of the centre whose ratio is in the range, or the nearest to it of at least one pixel. */
function largestCrop(
  imageHeight: number,
  imageWidth: number,
  [narrowest, widest]: ResizedCropSpec['ratio'],
): Rectangle {
  const aspect = imageWidth / imageHeight;
  const height = aspect < narrowest ? Math.max(1, Math.round(imageWidth / narrowest)) : imageHeight;
  const width = aspect > widest ? Math.max(1, Math.round(imageHeight * widest)) : imageWidth;
  return {
    top: Math.floor((imageHeight - height) / 2),
    left: Math.floor((imageWidth - width) / 2),
    height,
    width,
  };
}
