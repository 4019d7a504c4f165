import { expect, it } from 'vitest';
import { npyBytes, parseNpy } from '../../../src/common/npy.js';

it('writes the header of numpy.save, aligned to 64 bytes, and little-endian numbers', () => {
  const bytes = Buffer.from(npyBytes({ shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, -0.5) }));
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }";
  expect(bytes.toString('latin1', 0, 10)).toBe('\x93NUMPY\x01\x00\x76\x00');
  expect(bytes.toString('latin1', 10, 128)).toBe(`${header.padEnd(117)}\n`);
  expect(bytes.length).toBe(128 + 24);
  expect(bytes.readFloatLE(128 + 20)).toBe(-0.5);
});

it.each([[[]], [[4]], [[1, 2, 2]]])('reads back an array of shape %j', (shape) => {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i / 3);
  expect(parseNpy(npyBytes({ shape, values }))).toEqual({ shape, values });
});

it.each([
  ['is not a .npy file', (bytes: Buffer) => bytes.fill(0, 0, 1), 'it is not a .npy file of version 1.0'],
  [
    'holds doubles',
    (bytes: Buffer) => bytes.write('<f8', 21),
    'it does not hold float32 numbers in row-major order',
  ],
])('rejects a file that %s', (_case, spoil, message) => {
  const bytes = Buffer.from(npyBytes({ shape: [2], values: Float32Array.of(1, 2) }));
  spoil(bytes);
  expect(() => parseNpy(bytes)).toThrow(message);
});

it('reports the size of a truncated file', () => {
  const bytes = npyBytes({ shape: [2], values: Float32Array.of(1, 2) });
  expect(() => parseNpy(bytes.subarray(0, -4))).toThrow('it is truncated: 4 bytes for shape 2');
});
