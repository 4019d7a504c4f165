import { elementCount } from './shapes.js';

/** An array of float32 numbers, in row-major order. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** `\x93NUMPY`, version 1.0: see numpy/lib/format.py. */
const MAGIC = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0]);
/** NumPy aligns the data to this many bytes. */
const ALIGNMENT = 64;

/** The bytes of a .npy file, which `numpy.load` reads. */
export function npyBytes({ shape, values }: FloatArray): Uint8Array {
  const dims = shape.map((dim) => `${dim},`).join(' ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims}), }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const header = Buffer.alloc(2 + length, ' ');
  header.writeUInt16LE(length);
  header.write(text, 2, 'latin1');
  header.write('\n', header.length - 1);
  return Buffer.concat([MAGIC, header, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]);
}

/**
 * Reads what `npyBytes` wrote.
 *
 * @throws {Error} that says what is wrong with it.
 */
export function parseNpy(bytes: Uint8Array): FloatArray {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('it is not a .npy file of version 1.0');
  const start = MAGIC.length + 2 + file.readUInt16LE(MAGIC.length);
  const header = file.toString('latin1', MAGIC.length + 2, start);
  const dims = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(header)?.[1];
  if (dims === undefined) throw new Error('it does not hold float32 numbers in row-major order');
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim)]));
  const data = Uint8Array.from(file.subarray(start));
  if (data.length !== 4 * elementCount(shape))
    throw new Error(`it is truncated: ${data.length} bytes for shape ${shape.join('×')}`);
  return { shape, values: new Float32Array(data.buffer) };
}
