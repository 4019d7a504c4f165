import { lumaAt } from '../luma.js';
import { turnHue } from './hue.js';
import type { Colour, ColourChange, Enhancement } from './colours.js';

/** Changes the colours of pixels `[H, W, channels]` in place, `channels` being 3 (red, green, blue) or 1 (gray). */
export function changeColours(
  pixels: Uint8Array,
  channels: number,
  { enhancements, light }: ColourChange,
): void {
  for (const enhancement of enhancements) enhance(pixels, channels, enhancement);
  if (light !== undefined) addLight(pixels, light);
}

/** The same as Pillow's ImageEnhance.Brightness, Contrast and Color, or torchvision's adjust_hue, to the bit. */
function enhance(pixels: Uint8Array, channels: number, { kind, factor }: Enhancement): void {
  if (kind === 'hue') {
    turnHue(pixels, factor);
    return;
  }
  if (kind === 'saturation') {
    saturate(pixels, Math.fround(factor));
    return;
  }
  const level = kind === 'brightness' ? 0 : Math.trunc(meanGrey(pixels, channels) + 0.5);
  const changed = Uint8Array.from({ length: 256 }, (_, value) => blend(level, value, Math.fround(factor)));
  for (let index = 0; index < pixels.length; index++) pixels[index] = changed[pixels[index]!]!;
}

function saturate(pixels: Uint8Array, factor: number): void {
  for (let at = 0; at < pixels.length; at += 3) {
    const grey = lumaAt(pixels, at);
    for (let index = at; index < at + 3; index++) pixels[index] = blend(grey, pixels[index]!, factor);
  }
}

/** Pillow's ImagingBlend (src/libImaging/Blend.c) of two values of 8 bits, in float32: truncated and limited. */
function blend(from: number, to: number, factor: number): number {
  const value = Math.fround(from + Math.fround(factor * (to - from)));
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
}

function meanGrey(pixels: Uint8Array, channels: number): number {
  let sum = 0;
  if (channels === 3) for (let at = 0; at < pixels.length; at += 3) sum += lumaAt(pixels, at);
  else for (const value of pixels) sum += value;
  return sum / (pixels.length / channels);
}

function addLight(pixels: Uint8Array, light: Colour): void {
  const [red, green, blue] = light.map((amount) =>
    Uint8ClampedArray.from({ length: 256 }, (_, value) => Math.floor(value + amount + 0.5)),
  );
  for (let at = 0; at < pixels.length; at += 3) {
    pixels[at] = red![pixels[at]!]!;
    pixels[at + 1] = green![pixels[at + 1]!]!;
    pixels[at + 2] = blue![pixels[at + 2]!]!;
  }
}
