/** ITU-R 601 luma of the red, green and blue at an index, with the fixed-point coefficients of Pillow's `convert('L')`. */
export function lumaAt(colours: Uint8Array, index: number): number {
  return (colours[index]! * 19595 + colours[index + 1]! * 38470 + colours[index + 2]! * 7471 + 0x8000) >> 16;
}
