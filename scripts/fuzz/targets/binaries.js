// Files with a fixed layout: IDX and CIFAR.
import { cifarRecords } from '../../reliability/pictures.js';
import { mutateBytes } from '../mutate.js';
import { isDropinError } from './errors.js';

/** @type {import('./index.js').Targets} */
export const binaries = {
  async 'IDX files'() {
    const { parseIdx } = await import('#build/data/idx.js');
    const read = (/** @type {Uint8Array} */ bytes) => {
      const { dims, data } = parseIdx(bytes, 'file');
      if (dims.reduce((product, dim) => product * dim, 1) !== data.length) throw new RangeError('wrong size');
    };
    return {
      samples: [
        Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4),
        Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7),
      ],
      mutate: mutateBytes,
      read,
      foreseen: isDropinError,
    };
  },

  async 'CIFAR binary files'() {
    const { parseCifar } = await import('#build/data/cifar.js');
    const read = (/** @type {Uint8Array} */ bytes) => {
      const { pixels, labels } = parseCifar(bytes, 'file', 10);
      if (pixels.length !== 3072 * labels.length || labels.some((label) => label >= 10)) {
        throw new RangeError('wrong sizes or labels');
      }
    };
    return { samples: [cifarRecords(3, 1)], mutate: mutateBytes, read, foreseen: isDropinError };
  },
};
