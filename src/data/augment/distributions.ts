import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A random number, uniform in [from, to). */
export function uniform(random: RandomGenerator, from: number, to: number): number {
  return from + (to - from) * uniformFloat64(random);
}

/** A random number of the standard normal distribution (Box and Muller). */
export function normal(random: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
  return radius * Math.cos(2 * Math.PI * uniformFloat64(random));
}
