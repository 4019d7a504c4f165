import { changeColours } from './augment/change-colours.js';
import type { ColourChange } from './augment/colours.js';
import type { Rectangle } from './augment/resized-crop.js';
import { resample } from './decode/resample.js';
import { bytesOf } from './dataset.js';
import type { ImageShape, Views } from './views.js';

/** One view (see `Views`). */
export interface View extends Rectangle {
  readonly mirror: boolean;
  readonly colours?: ColourChange | undefined;
}

/** The view in slot `slot`. */
export function viewOf(views: Views, slot: number): View {
  return {
    top: views.top[slot]!,
    left: views.left[slot]!,
    height: views.height[slot]!,
    width: views.width[slot]!,
    mirror: views.mirror[slot] === 1,
    colours: views.colours[slot],
  };
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

/** Writes a view of an image: cropped, resized to its shape, mirrored, and its colours changed, in this order. */
export function writeView(copy: ViewCopy): void {
  const { view, shape, into, offset } = copy;
  const end = offset + bytesOf(shape);
  if (view.height === shape[0] && view.width === shape[1]) copyCrop(copy);
  else copyCrop({ ...copy, ...resized(copy) });
  if (view.colours !== undefined) changeColours(into.subarray(offset, end), shape[2], view.colours);
}

/** The crop of a view, resized to the view's shape, as an image of its own. */
function resized({ pixels, stored, view, shape }: ViewCopy): Pick<ViewCopy, 'pixels' | 'stored' | 'view'> {
  const [height, width, channels] = shape;
  const cut = [view.height, view.width, channels] as const;
  const crop = new Uint8Array(bytesOf(cut));
  copyCrop({ pixels, stored, view: { ...view, mirror: false }, shape: cut, into: crop, offset: 0 });
  const whole = { top: 0, left: 0, height, width, mirror: view.mirror };
  return { pixels: resample(crop, cut, height, width), stored: shape, view: whole };
}

/** Copies the crop of a view, of the view's shape, mirrored if the view says so. Pixels outside the image are 0. */
function copyCrop({ pixels, stored, view, shape, into, offset }: ViewCopy): void {
  if (isWhole(view, stored, shape)) {
    into.set(pixels, offset);
    return;
  }
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

function isWhole({ top, left, mirror }: View, stored: ImageShape, shape: ImageShape): boolean {
  return top === 0 && left === 0 && !mirror && bytesOf(stored) === bytesOf(shape) && stored[1] === shape[1];
}

function mirrorColours(pixels: Uint8Array, from: number, into: Uint8Array): void {
  let read = from + into.length - 3;
  for (let write = 0; write < into.length; read -= 3, write += 3) {
    into[write] = pixels[read]!;
    into[write + 1] = pixels[read + 1]!;
    into[write + 2] = pixels[read + 2]!;
  }
}
