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

/** Copies the pixels of a view, mirrored if the view says so. Pixels outside the image are 0. */
export function copyView({ pixels, stored, view, shape, into, offset }: ViewCopy): void {
  const [storedHeight, storedWidth, channels] = stored;
  const [height, width] = shape;
  // The part of each row that is inside the image.
  const first = Math.max(0, -view.left);
  const last = Math.min(width, storedWidth - view.left);
  const line = (last - first) * channels;
  const isPadded = last - first < width || view.top < 0 || view.top + height > storedHeight;
  if (isPadded) into.fill(0, offset, offset + height * width * channels);
  for (let row = 0; row < height; row++) {
    const storedRow = view.top + row;
    if (storedRow < 0 || storedRow >= storedHeight) continue;
    const from = (storedRow * storedWidth + view.left + first) * channels;
    const to = offset + (row * width + (view.mirror ? width - last : first)) * channels;
    if (!view.mirror) into.set(pixels.subarray(from, from + line), to);
    else if (channels === 3) mirrorColours(pixels, from, into.subarray(to, to + line));
    else for (let column = 0; column < line; column++) into[to + column] = pixels[from + line - 1 - column]!;
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
