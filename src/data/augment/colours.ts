import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { ColorJitterSpec, LightingSpec } from '../../spec/schema/augmentation.js';
import type { TransformSpec } from '../../spec/schema/transform.js';
import { normal, uniform } from './distributions.js';

/** What `transform.color_jitter` and `transform.lighting` do to the colours of one image. */
export interface ColourChange {
  /** In the order in which they are made. */
  readonly enhancements: readonly Enhancement[];
  /** Added to red, green and blue, on a scale of 0 … 255. Undefined without `lighting`. */
  readonly light: Colour | undefined;
}

export type Colour = readonly [number, number, number];

export interface Enhancement {
  readonly kind: keyof ColorJitterSpec;
  /**
   * Pixels become factor · pixel + (1 − factor) · black, the mean gray of the image, or their own gray. The hue turns by this part
   * of the circle.
   */
  readonly factor: number;
}

export function drawColourChange(
  random: RandomGenerator,
  { color_jitter: jitter, lighting }: Pick<TransformSpec, 'color_jitter' | 'lighting'>,
): ColourChange {
  return {
    enhancements: jitter === undefined ? [] : drawEnhancements(random, jitter),
    light: lighting && drawLight(random, lighting),
  };
}

/** As torchvision's `ColorJitter.get_params`: a random order, and a factor for each change. */
function drawEnhancements(random: RandomGenerator, jitter: ColorJitterSpec): Enhancement[] {
  const kinds = (['brightness', 'contrast', 'saturation', 'hue'] as const).filter((kind) => jitter[kind] > 0);
  const enhancements = kinds.map((kind) => ({ kind, factor: drawFactor(random, kind, jitter[kind]) }));
  return shuffled(random, enhancements);
}

function drawFactor(random: RandomGenerator, kind: Enhancement['kind'], most: number): number {
  return kind === 'hue' ? uniform(random, -most, most) : uniform(random, Math.max(0, 1 - most), 1 + most);
}

/** Fisher and Yates. */
function shuffled<T>(random: RandomGenerator, values: readonly T[]): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = uniformInt(random, 0, last);
    [order[chosen], order[last]] = [order[last]!, order[chosen]!];
  }
  return order;
}

function drawLight(random: RandomGenerator, { std, eigenvalues, eigenvectors }: LightingSpec): Colour {
  const amounts = eigenvalues.map((value) => 255 * std * value * normal(random));
  const sum = (channel: 0 | 1 | 2) =>
    amounts.reduce((total, amount, component) => total + amount * eigenvectors[component]![channel], 0);
  return [sum(0), sum(1), sum(2)];
}
