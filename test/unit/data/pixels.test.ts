import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/data/decode/image.js';
import type { ImageShape } from '../../../src/data/views.js';

interface Golden {
  readonly cases: Record<
    string,
    { readonly shape: ImageShape; readonly file: string; readonly pixels: string }
  >;
}

/** From scripts/golden/pixels.py. */
const GOLDEN = new URL('../../fixtures/golden/pixels.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Golden;

/**
 * Images reduced on both sides go through libvips, the others through `resample`. libvips rounds more: 0.2 levels on
 * photographs (docs/reliability/pixels.md), more on these images, which are all edges.
 */
const BY_LIBVIPS = { 'PNG reduced': 2, 'JPEG reduced': 2, 'colours reduced as grey': 2 };
/** JPEG decoders round colours differently, and Pillow first resizes the side that leaves less work. */
const ROUNDED = { 'JPEG enlarged': 0.5, 'PNG enlarged in width and reduced in height': 0.05 };
const MEAN_DIFFERENCE: Record<string, number> = { ...BY_LIBVIPS, ...ROUNDED };

describe('decodeImage gives the pixels of Pillow', () => {
  it.each(Object.entries(cases))('%s', async (name, { shape, file, pixels }) => {
    const expected = Buffer.from(pixels, 'base64');
    const found = await decodeImage(Buffer.from(file, 'base64'), shape);
    expect(found.pixels.length).toBe(expected.length);
    const differences = expected.map((value, index) => Math.abs(value - found.pixels[index]!));
    const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
    expect(mean).toBeLessThanOrEqual(MEAN_DIFFERENCE[name] ?? 0);
  });
});
