/** Height and width. */
export type Pair = readonly [height: number, width: number];

/** Where the windows of a convolution or pooling are placed. */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Width of the padding on each side. */
  readonly pad: Pair;
}

/** One number stands for both. */
export function pair(size: number | Pair): Pair {
  return typeof size === 'number' ? [size, size] : size;
}

/** Calls a function for height, axis 0, and width, axis 1. */
export function onAxes(of: (axis: 0 | 1) => number): Pair {
  return [of(0), of(1)];
}

/** `3` for a square, else `[1, 7]`, as in a spec. */
export function pairText([height, width]: Pair): string {
  return height === width ? String(height) : `[${height}, ${width}]`;
}
