/** Colours that colour-blind readers can distinguish: Okabe and Ito, “Color Universal Design” (2008). */
export const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'] as const;

/** One dash pattern per colour, so that lines differ even without colour. Further lines combine colours and dashes. */
const DASHES: readonly (readonly number[])[] = [[], [8, 3], [2, 3], [10, 3, 2, 3], [5, 3], [14, 4]];

export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

export function lineStyle(index: number): LineStyle {
  const round = Math.floor(index / COLOURS.length);
  return {
    colour: COLOURS[index % COLOURS.length]!,
    dash: DASHES[(index + round) % DASHES.length]!,
  };
}
