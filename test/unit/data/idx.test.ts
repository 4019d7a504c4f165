import { describe, expect, it } from 'vitest';
import { parseIdx } from '../../../src/data/idx.js';

const header = (...dims: number[]) => [0, 0, 8, dims.length, ...dims.flatMap((dim) => [0, 0, 0, dim])];
const parse = (...bytes: number[]) => parseIdx(Uint8Array.from(bytes), 'images');

describe('parseIdx', () => {
  it('reads dims [2, 3] and six elements', () => {
    const { dims, data } = parse(...header(2, 3), 1, 2, 3, 4, 5, 6);
    expect(dims).toEqual([2, 3]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['empty', [], 'expected a header of at least 4 bytes, found 0'],
    ['gzip', [0x1f, 0x8b, 8, 0], 'expected it to begin with two zero bytes, found 0x1f8b'],
    ['floats', [0, 0, 0x0d, 1], 'expected element type 0x08 (unsigned byte), found 0xd'],
    ['no dimension', [0, 0, 8, 0], 'expected at least one dimension, found 0'],
    ['cut header', [0, 0, 8, 2, 0, 0], 'expected a header of 12 bytes for 2 dimensions, found 6 bytes'],
    ['cut data', [...header(2, 2), 1, 2, 3], 'it is truncated: expected 4 bytes for 2×2, found 3'],
    ['trailing bytes', [...header(2), 1, 2, 3], 'bytes follow its end: expected 2 bytes for 2, found 3'],
  ])('%s', (_, bytes, problem) => {
    expect(() => parse(...bytes)).toThrow(`data: images is not a readable IDX file: ${problem}`);
  });

  it('fails with exit code 3', () => {
    expect(() => parse()).toThrow(expect.objectContaining({ exitCode: 3 }));
  });
});
