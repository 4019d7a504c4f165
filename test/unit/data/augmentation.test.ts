import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../src/common/random.js';
import { changeColours } from '../../../src/data/augment/change-colours.js';
import {
  drawColourChange,
  type Colour,
  type ColourChange,
  type Enhancement,
} from '../../../src/data/augment/colours.js';
import { drawResizedCrop, type Rectangle } from '../../../src/data/augment/resized-crop.js';
import { writeView, type View } from '../../../src/data/crop.js';
import { transformSchema } from '../../../src/spec/schema/transform.js';

interface Golden {
  readonly image: readonly [number, number];
  readonly crops: readonly {
    readonly channels: number;
    readonly view: View;
    readonly size: readonly [number, number];
    readonly pixels: readonly number[];
  }[];
  readonly changes: readonly {
    readonly channels: number;
    readonly enhancements: readonly Enhancement[];
    readonly pixels: readonly number[];
  }[];
  readonly lights: readonly { readonly light: Colour; readonly pixels: readonly number[] }[];
  readonly fallbacks: readonly {
    readonly image: readonly [number, number];
    readonly ratio: [number, number];
    readonly rectangle: Rectangle;
  }[];
}

/** From torchvision and Pillow (scripts/golden/augmentation.py). */
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/augmentation.json', import.meta.url), 'utf8'),
) as Golden;
const [HEIGHT, WIDTH] = golden.image;

function image(channels: number): Uint8Array {
  return Uint8Array.from({ length: HEIGHT * WIDTH * channels }, (_, i) => (i * i * 7 + i * 37 + 11) % 256);
}

function changed(channels: number, change: Partial<ColourChange>): number[] {
  const pixels = image(channels);
  changeColours(pixels, channels, { enhancements: [], light: undefined, ...change });
  return [...pixels];
}

it.each(golden.crops)(
  'resizes the crop $view of $channels channels to $size as torchvision does',
  ({ channels, view, size, pixels }) => {
    const into = new Uint8Array(pixels.length + 4).fill(99);
    const stored = [HEIGHT, WIDTH, channels] as const;
    writeView({ pixels: image(channels), stored, view, shape: [...size, channels], into, offset: 2 });
    expect([...into]).toEqual([99, 99, ...pixels, 99, 99]);
  },
);

it.each(golden.changes)(
  'changes colours of $channels channels as torchvision does: $enhancements',
  ({ channels, enhancements, pixels }) => {
    expect(changed(channels, { enhancements })).toEqual(pixels);
  },
);

it.each(golden.lights)('adds the light $light, rounded and limited', ({ light, pixels }) => {
  expect(changed(3, { light })).toEqual(pixels);
});

/** Mean of numbers. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Expects a sample's mean to be within 4 standard errors of that of a distribution. */
function expectMean(values: readonly number[], expected: number, deviation: number): void {
  expect(Math.abs(mean(values) - expected)).toBeLessThan((4 * deviation) / Math.sqrt(values.length));
}

const DRAWS = 4000;
const draws = <T>(draw: (random: ReturnType<typeof randomFrom>) => T): T[] =>
  Array.from({ length: DRAWS }, (_, number) => draw(randomFrom(`draw ${number}`)));

describe('the resized crop', () => {
  const SIDE = 1000;
  const drawn = (scale: [number, number], ratio: [number, number]) =>
    draws((random) => drawResizedCrop(random, [SIDE, SIDE, 3], { scale, ratio }));

  it.each(golden.fallbacks)('is the centre where no draw fits: $image, ratio $ratio', (fallback) => {
    const { image: size, ratio, rectangle } = fallback;
    expect(drawResizedCrop(randomFrom('any'), size, { scale: [1, 1], ratio })).toEqual(rectangle);
  });

  it('has a uniform area and a ratio of uniform logarithm, where every draw fits', () => {
    const crops = drawn([0.1, 0.4], [1 / 2, 2]);
    const areas = crops.map(({ height, width }) => (height * width) / SIDE ** 2);
    const logs = crops.map(({ height, width }) => Math.log(width / height));
    // A uniform variable over a range of length r has the deviation r / √12.
    expectMean(areas, 0.25, 0.3 / Math.sqrt(12));
    expectMean(logs, 0, Math.log(4) / Math.sqrt(12));
    expectMean(
      areas.map((area) => (area - 0.25) ** 2),
      0.3 ** 2 / 12,
      // √(r⁴/80 − r⁴/144)
      0.3 ** 2 * Math.sqrt(1 / 80 - 1 / 144),
    );
    // Sides are whole pixels.
    expect(Math.min(...areas)).toBeGreaterThan(0.0995);
    expect(Math.max(...areas)).toBeLessThan(0.401);
    expect(Math.max(...logs.map(Math.abs))).toBeLessThan(Math.log(2) + 0.005);
  });

  it('is at a uniform position inside the image', () => {
    const crops = drawn([0.1, 0.4], [1 / 2, 2]);
    for (const { top, left, height, width } of crops) {
      expect(Math.min(top, left, SIDE - top - height, SIDE - left - width)).toBeGreaterThanOrEqual(0);
    }
    const places = crops.map(({ top, height }) => top / (SIDE - height));
    expectMean(places, 0.5, 1 / Math.sqrt(12));
  });

  it('of any scale and ratio is inside images of any size', () => {
    for (let number = 0; number < 500; number++) {
      const random = randomFrom(`any ${number}`);
      const [height, width] = [1 + (number % 7), 1 + (number % 11)];
      const crop = drawResizedCrop(random, [height, width], { scale: [0.001, 1], ratio: [0.05, 20] });
      expect(Math.min(crop.height, crop.width)).toBeGreaterThanOrEqual(1);
      expect(Math.min(crop.top, crop.left)).toBeGreaterThanOrEqual(0);
      expect(crop.top + crop.height).toBeLessThanOrEqual(height);
      expect(crop.left + crop.width).toBeLessThanOrEqual(width);
    }
  });
});

describe('the colours', () => {
  const drawn = (transform: unknown) => {
    const spec = transformSchema.parse(transform);
    return draws((random) => drawColourChange(random, spec));
  };
  const factors = (changes: readonly ColourChange[], wanted: string) =>
    changes.flatMap(({ enhancements }) => enhancements.filter(({ kind }) => kind === wanted));

  it('change by uniform factors from max(0, 1 − x) to 1 + x', () => {
    const changes = drawn({ color_jitter: { brightness: 0.4, contrast: 0.2, saturation: 1.5 } });
    const ranges = { brightness: [0.6, 1.4], contrast: [0.8, 1.2], saturation: [0, 2.5] } as const;
    for (const [kind, [from, to]] of Object.entries(ranges)) {
      const found = factors(changes, kind).map(({ factor }) => factor);
      expect(found).toHaveLength(DRAWS);
      expect(Math.min(...found)).toBeGreaterThanOrEqual(from);
      expect(Math.max(...found)).toBeLessThan(to);
      expectMean(found, (from + to) / 2, (to - from) / Math.sqrt(12));
    }
  });

  it('turn the hue by a uniform part of the circle from −h to h', () => {
    const turns = factors(drawn({ color_jitter: { hue: 0.3 } }), 'hue').map(({ factor }) => factor);
    expect(turns).toHaveLength(DRAWS);
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(-0.3);
    expect(Math.max(...turns)).toBeLessThan(0.3);
    expectMean(turns, 0, 0.6 / Math.sqrt(12));
  });

  it('change in each of the six orders about equally often', () => {
    const changes = drawn({ color_jitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4 } });
    const times = new Map<string, number>();
    for (const { enhancements } of changes) {
      const order = enhancements.map(({ kind }) => kind).join();
      times.set(order, (times.get(order) ?? 0) + 1);
    }
    expect(times.size).toBe(6);
    for (const count of times.values())
      expect(Math.abs(count - DRAWS / 6)).toBeLessThan(4 * Math.sqrt((DRAWS * 5) / 36));
  });

  it('change only as the spec says', () => {
    const [contrast] = drawn({ color_jitter: { contrast: 0.4 } });
    expect(contrast).toMatchObject({ enhancements: [{ kind: 'contrast' }], light: undefined });
    expect(drawn({ lighting: {} })[0]).toMatchObject({ enhancements: [] });
  });

  it('get a light of the covariance 255² · std² · Σ λ² · eigenvector · eigenvectorᵀ', () => {
    const { lighting } = transformSchema.parse({ lighting: {} });
    const lights = drawn({ lighting: {} }).map(({ light }) => light!);
    const covariance = (a: number, b: number) =>
      lighting!.eigenvalues.reduce((sum, value, component) => {
        const vector = lighting!.eigenvectors[component]!;
        return sum + (255 * lighting!.std * value) ** 2 * vector[a]! * vector[b]!;
      }, 0);
    for (const a of [0, 1, 2]) {
      expectMean(
        lights.map((light) => light[a]!),
        0,
        Math.sqrt(covariance(a, a)),
      );
      for (const b of [0, 1, 2]) {
        // Isserlis: the variance of a product of normal variables.
        const deviation = Math.sqrt(covariance(a, a) * covariance(b, b) + covariance(a, b) ** 2);
        expectMean(
          lights.map((light) => light[a]! * light[b]!),
          covariance(a, b),
          deviation,
        );
      }
    }
  });
});
