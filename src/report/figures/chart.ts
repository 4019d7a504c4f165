import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { chartSpec, PADDING, type Size } from './chart-spec.js';
import type { Panel } from './lines.js';

/** A drawn panel, and where in it the curves are, for the values under the pointer. */
export interface Chart {
  readonly svg: string;
  readonly size: Size;
  /** Of the plotting area, in the units of the drawing. */
  readonly plot: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

export const WIDE: Size = { width: 760, height: 420 };
export const NARROW: Size = { width: 360, height: 340 };

/** Draws a panel without a browser. */
export async function drawChart(panel: Panel, size: Size): Promise<Chart> {
  const view = new View(parse(compile(chartSpec(panel, size)).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const [x, y] = view.origin();
    const plot = {
      left: PADDING.left + x,
      top: PADDING.top + y,
      width: Number(view.signal('width')),
      height: Number(view.signal('height')),
    };
    return { svg, size, plot };
  } finally {
    view.finalize();
  }
}
