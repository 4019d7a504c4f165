import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { elementCount } from '../common/shapes.js';

/** An array of unsigned bytes from an IDX file. */
export interface IdxArray {
  readonly dims: readonly number[];
  /** Row-major; shares the memory of the file's bytes. */
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file (the format of the MNIST files: two zero bytes, the element type, the number of dimensions, each
 * dimension as a big-endian 32-bit integer, the elements). Only unsigned bytes are supported.
 *
 * @throws {DropinError} exit code 3, naming `file` and what is wrong with it.
 */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (problem: string): never => {
    throw new DropinError(`data: ${file} is not a readable IDX file: ${problem}`, EXIT.DATA);
  };
  if (bytes.length < 4) fail(`expected a header of at least 4 bytes, found ${bytes.length}`);
  if (view.getUint16(0) !== 0) {
    fail(`expected it to begin with two zero bytes, found 0x${view.getUint16(0).toString(16)}`);
  }
  const type = view.getUint8(2);
  if (type !== UNSIGNED_BYTE)
    fail(`expected element type 0x08 (unsigned byte), found 0x${type.toString(16)}`);

  const rank = view.getUint8(3);
  const header = 4 + 4 * rank;
  if (rank === 0) fail('expected at least one dimension, found 0');
  if (bytes.length < header) {
    fail(`expected a header of ${header} bytes for ${rank} dimensions, found ${bytes.length} bytes`);
  }
  const dims = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index));
  const elements = elementCount(dims);
  if (bytes.length !== header + elements) {
    const found = bytes.length - header;
    const kind = found < elements ? 'it is truncated' : 'bytes follow its end';
    fail(`${kind}: expected ${elements} bytes for ${dims.join('×')}, found ${found}`);
  }
  return { dims, data: bytes.subarray(header) };
}
