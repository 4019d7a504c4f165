import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { chartSpec, PADDING, type Size } from './chart-spec.js';
import type { Panel } from './panel.js';

/** A drawn panel, and the position of its plotting area, for the values under the pointer. */
export interface Chart {
  readonly svg: string;
  readonly size: Size;
  /** The plotting area, in units of the drawing. */
  readonly plot: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

export const WIDE: Size = { width: 760, height: 420 };
export const NARROW: Size = { width: 360, height: 340 };

/** What Vega measures: a text, or one line of it. */
interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  /** Width beyond which the text is truncated. */
  readonly limit?: number;
}

/**
 * Without a canvas Vega assumes that a character is 0.8 em wide, so that it shrinks plots and truncates legends that would
 * fit. In DejaVu Sans a character is about 0.6 em wide. Vega’s types lack `textMetrics`.
 */
const { textMetrics } = vega as unknown as {
  textMetrics: { width: (item: TextItem, text?: unknown) => number };
};
textMetrics.width = ({ text, fontSize = 11, limit = 0 }, line = text) => {
  const width = 0.62 * fontSize * (typeof line === 'string' ? line.length : 0);
  return limit > 0 ? Math.min(limit, width) : width;
};

/** Draws any Vega-Lite specification without a browser, as SVG. */
export async function drawSvg(spec: TopLevelSpec): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Draws a panel without a browser. */
export async function drawChart(panel: Panel, size: Size): Promise<Chart> {
  const view = new vega.View(vega.parse(compile(chartSpec(panel, size)).spec), { renderer: 'none' });
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
