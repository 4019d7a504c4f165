/** A uint32 from a position and a stream, by MurmurHash3's finalizer; the scripts in `scripts/golden/` use the same. */
export function hash32(position: number, stream: number): number {
  let h = (Math.imul(position, 2654435761) + Math.imul(stream, 2246822519)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** `count` float32 in [−bound, bound), the same in every run. */
export function uniform(count: number, bound: number, stream: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = (((hash32(i, stream) >>> 8) / 2 ** 24) * 2 - 1) * bound;
  return values;
}

/** `count` float32 at least `gap` apart, spread over [−count·gap/2, count·gap/2) in a random order: no ties, no kinks near. */
export function spaced(count: number, gap: number, stream: number): Float32Array {
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => hash32(a, stream) - hash32(b, stream) || a - b,
  );
  return Float32Array.from(order, (rank) => (rank - count / 2 + 0.5) * gap);
}
