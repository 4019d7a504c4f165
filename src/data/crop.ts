import type { ImageShape } from './views.js';

/** One view (see `Views`). */
export interface View {
  readonly top: number;
  readonly left: number;
  readonly mirror: boolean;
}

/**
 * Copies the view `shape` of stored pixels `[H, W, C]` to `into`, from `offset` on.
 */
export function copyView(
  pixels: Uint8Array,
  stored: ImageShape,
  view: View,
  shape: ImageShape,
  into: Uint8Array,
  offset: number,
): void {
  const [, storedWidth, channels] = stored;
  const [height, width] = shape;
  const line = width * channels;
  for (let row = 0; row < height; row++) {
    const from = ((view.top + row) * storedWidth + view.left) * channels;
    const to = offset + row * line;
    if (!view.mirror) into.set(pixels.subarray(from, from + line), to);
    else if (channels === 3) mirrorColours(pixels, from, width, into, to);
    else
      for (let column = 0; column < width; column++) into[to + column] = pixels[from + width - 1 - column]!;
  }
}

function mirrorColours(pixels: Uint8Array, from: number, width: number, into: Uint8Array, to: number): void {
  let read = from + 3 * (width - 1);
  for (let write = to; read >= from; read -= 3, write += 3) {
    into[write] = pixels[read]!;
    into[write + 1] = pixels[read + 1]!;
    into[write + 2] = pixels[read + 2]!;
  }
}
