// Small generated pictures, for data sets of image files.
import sharp from 'sharp';
import { randomFrom } from '../fuzz/random.js';

const SIDE = 24;

/** A picture of noise around a tone: dark ones are class a, bright ones class b. @param {number} seed @param {number} tone */
export function picture(seed, tone, side = SIDE) {
  const random = randomFrom(seed);
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => tone + random(100));
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

/** 24 training and 8 test pictures in two classes. @returns {Promise<Record<string, Buffer>>} */
export async function photoFiles() {
  /** @type {Record<string, Buffer>} */
  const files = {};
  for (let number = 0; number < 32; number++) {
    const half = number < 24 ? 'train' : 'test';
    const [name, tone] = number % 2 === 0 ? ['a', 0] : ['b', 150];
    files[`${half}/${name}/${String(number).padStart(2, '0')}.png`] = await picture(number, tone);
  }
  return files;
}

/** Files of 40 and 10 CIFAR records. @returns {Record<string, Uint8Array>} */
export function cifarFiles() {
  return { 'tiny/train.bin': cifarRecords(40, 1), 'tiny/test.bin': cifarRecords(10, 2) };
}

/** @param {number} count @param {number} seed @returns {Uint8Array} */
export function cifarRecords(count, seed) {
  const random = randomFrom(seed);
  return Uint8Array.from({ length: count * 3073 }, (_, index) =>
    index % 3073 === 0 ? random(10) : random(256),
  );
}
