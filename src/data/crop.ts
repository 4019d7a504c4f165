import type { ImageShape, Views } from './views.js';

/** One view (see `Views`). */
export interface View {
  readonly top: number;
  readonly left: number;
  readonly mirror: boolean;
}

/** The view in slot `slot`. */
export function viewOf(views: Views, slot: number): View {
  return { top: views.top[slot]!, left: views.left[slot]!, mirror: views.mirror[slot] === 1 };
}

export interface ViewCopy {
  /** `[H, W, C]`, of the shape `stored`. */
  readonly pixels: Uint8Array;
  readonly stored: ImageShape;
  readonly view: View;
  /** Shape of the view, `[H, W, C]`. */
  readonly shape: ImageShape;
  readonly into: Uint8Array;
  /** Index in `into` of the view's first byte. */
  readonly offset: number;
}

/** Copies the pixels of a view, mirrored if the view says so. */
export function copyView({ pixels, stored, view, shape, into, offset }: ViewCopy): void {
  const [, storedWidth, channels] = stored;
  const [height, width] = shape;
  const line = width * channels;
  for (let row = 0; row < height; row++) {
    const from = ((view.top + row) * storedWidth + view.left) * channels;
    const to = offset + row * line;
    if (!view.mirror) into.set(pixels.subarray(from, from + line), to);
    else if (channels === 3) mirrorColours(pixels, from, into.subarray(to, to + line));
    else
      for (let column = 0; column < width; column++) into[to + column] = pixels[from + width - 1 - column]!;
  }
}

function mirrorColours(pixels: Uint8Array, from: number, into: Uint8Array): void {
  let read = from + into.length - 3;
  for (let write = 0; write < into.length; read -= 3, write += 3) {
    into[write] = pixels[read]!;
    into[write + 1] = pixels[read + 1]!;
    into[write + 2] = pixels[read + 2]!;
  }
}
