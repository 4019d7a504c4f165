// Image files, read as in training.
import sharp from 'sharp';
import { randomFrom } from '../random.js';
import { mutateBytes } from '../mutate.js';

/** Noise, which compresses badly, so most bytes of the file carry information. */
function noise() {
  const random = randomFrom(1);
  const pixels = Uint8Array.from({ length: 24 * 20 * 3 }, () => random(256));
  return sharp(pixels, { raw: { width: 24, height: 20, channels: 3 } });
}

/**
 * @param {Promise<Buffer>[]} samples
 * @param {import('./index.js').Target['mutate']} mutate
 * @returns {Promise<import('./index.js').Target>}
 */
async function target(samples, mutate) {
  const { decodeImage } = await import('#build/data/decode/image.js');
  const read = async (/** @type {Uint8Array} */ bytes) => {
    const { pixels } = await decodeImage(bytes, [8, 8, 3]);
    if (pixels.length !== 8 * 8 * 3) throw new RangeError(`${pixels.length} bytes`);
  };
  // Its name is that of Error; the loader prefixes the file name to its message.
  const foreseen = (/** @type {Error} */ error) => error.constructor.name === 'UnreadableImage';
  return { samples: await Promise.all(samples), mutate, read, foreseen };
}

/** @type {import('./index.js').Targets} */
export const pictures = {
  'JPEG images': () =>
    target(
      [
        noise().jpeg().toBuffer(),
        noise().jpeg({ progressive: true }).toBuffer(),
        noise().toColourspace('cmyk').jpeg().toBuffer(),
      ],
      mutateBytes,
    ),
  'PNG images': () =>
    target(
      [
        noise().png().toBuffer(),
        noise().png({ palette: true }).toBuffer(),
        noise().toColourspace('rgb16').png().toBuffer(),
      ],
      mutatePng,
    ),
};

/** Half of the mutated files get correct checksums, so that more than the checksums is read. @param {Uint8Array} bytes @param {import('./index.js').Random} random */
function mutatePng(bytes, random) {
  const changed = Buffer.from(mutateBytes(bytes, random));
  if (random(2) === 0) return changed;
  for (let at = 8; at + 12 <= changed.length;) {
    const end = at + 8 + changed.readUInt32BE(at);
    if (end + 4 > changed.length) break;
    changed.writeUInt32BE(crc32(changed.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return changed;
}

/** The checksum of PNG. @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
