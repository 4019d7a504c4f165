const LEVELS = 256;

/**
 * Turns the hue of pixels `[H, W, 3]` in place by a part of the circle, −0.5 … 0.5: the same as torchvision’s `adjust_hue` of
 * a Pillow image, to the bit. Gray has no hue and stays as it is.
 */
export function turnHue(pixels: Uint8Array, turn: number): void {
  const steps = Math.trunc(turn * 255) + LEVELS;
  for (let at = 0; at < pixels.length; at += 3) {
    const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    const value = Math.max(red, green, blue);
    const range = value - Math.min(red, green, blue);
    if (range === 0) continue;
    const saturation = Math.trunc(Math.fround(range / value) * 255);
    setColour(pixels, at, (hueOf(red, green, blue, value, range) + steps) % LEVELS, saturation, value);
  }
}

/** Pillow’s rgb2hsv_row (src/libImaging/Convert.c): from 0 to 255, in float32 where `Math.fround` stands. */
function hueOf(red: number, green: number, blue: number, most: number, range: number): number {
  const r = Math.fround((most - red) / range);
  const g = Math.fround((most - green) / range);
  const b = Math.fround((most - blue) / range);
  const sixths = Math.fround(red === most ? b - g : green === most ? 2 + r - b : 4 + g - r);
  return Math.trunc(Math.fround((sixths / 6 + 1) % 1) * 255);
}

/** Pillow’s hsv2rgb: sets the pixel that begins at `at`. */
function setColour(pixels: Uint8Array, at: number, hue: number, saturation: number, value: number): void {
  const sixths = (hue * 6) / 255;
  const sector = Math.floor(sixths);
  const rest = Math.fround(sixths - sector);
  const part = Math.fround(saturation / 255);
  const low = Math.round(value * (1 - part));
  const falling = Math.round(value * (1 - Math.fround(part * rest)));
  const rising = Math.round(value * (1 - part * (1 - rest)));
  // Of red; green is two sectors behind it, and blue four.
  const levels = [value, falling, low, low, rising, value];
  pixels[at] = levels[sector % 6]!;
  pixels[at + 1] = levels[(sector + 4) % 6]!;
  pixels[at + 2] = levels[(sector + 2) % 6]!;
}
