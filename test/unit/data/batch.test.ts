import { afterEach, describe, expect, it, vi } from 'vitest';
import { allocateBatch, firstOf } from '../../../src/data/batch.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('allocateBatch', () => {
  it.each([
    ['a small batch', 3],
    ['a large batch, whose length is not a multiple of a page', 400_003],
  ])('gives the images of %s shared memory of their length, all zeros', (_what, count) => {
    const { images } = allocateBatch(count, 5);
    expect(images.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(images.length).toBe(5 * count);
    expect(images.every((byte) => byte === 0)).toBe(true);
  });

  it('allocates a large batch where addresses are limited, too', () => {
    const Memory = vi.fn(function () {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory');
    });
    vi.stubGlobal('WebAssembly', { Memory });
    expect(allocateBatch(400_003, 5).images.length).toBe(2_000_015);
    expect(Memory).toHaveBeenCalledWith({ initial: 31, maximum: 31, shared: true });
  });

  it('does not hide other errors', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(() => allocateBatch(400_003, 5)).toThrow(TypeError);
  });
});

describe('firstOf', () => {
  it('shares the memory of the batch', () => {
    const batch = allocateBatch(400_003, 5);
    const part = firstOf(batch, 2);
    part.images.fill(7);
    expect([part.count, part.images.length, ...batch.images.subarray(8, 12)]).toEqual([2, 10, 7, 7, 0, 0]);
  });
});
