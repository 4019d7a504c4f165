import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A xoroshiro128+ generator seeded with the SHA-256 of a text. */
export function randomFrom(text: string): RandomGenerator {
  const state = createHash('sha256').update(text).digest();
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => state.readInt32LE(offset)));
}
