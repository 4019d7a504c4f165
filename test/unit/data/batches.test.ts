import { expect, it } from 'vitest';
import { passBatch } from '../../../src/data/dataset.js';

it.each([
  ['28×28 grey', [28, 28, 1], 64],
  ['256×256 in colour', [256, 256, 3], 64],
  ['1,000×1,000 in colour: 64 MB', [1000, 1000, 3], 21],
  ['8,192×8,192 in colour, the largest', [8192, 8192, 3], 1],
] as const)('a pass over all images reads at most 64 at once and at most 64 MB: %s', (_, shape, images) => {
  expect(passBatch(shape)).toBe(images);
});
