// A small random number generator with a fixed seed (mulberry32), so that every finding can be reproduced.

/** @param {number} seed @returns {(below: number) => number} whole numbers in [0, below) */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) % below;
  };
}
