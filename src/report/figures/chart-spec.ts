import type { Config, TopLevelSpec } from 'vega-lite';
import { AXIS_STYLES } from './axis.js';
import { endLabels } from './end-labels.js';
import type { Line, Panel } from './panel.js';
import { lineStyle } from './palette.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Padding around the drawing, in pixels. */
export const PADDING = { left: 6, right: 14, top: 10, bottom: 6 } as const;

export const INK = '#444444';
/** How axes look. */
export const AXES = {
  labelColor: INK,
  titleColor: INK,
  labelFontSize: 12,
  titleFontSize: 12,
  titleFontWeight: 'normal',
  titlePadding: 10,
  gridColor: '#dddddd',
  domainColor: '#999999',
  tickColor: '#999999',
  labelPadding: 5,
} as const;
export const FONT = 'DejaVu Sans, system-ui, sans-serif';

/** Average width of a character in the legend, in pixels. */
const CHARACTER = 7.6;
const ENTRY = 66;
/** Width of a legend symbol and the space after it, in pixels. */
const SYMBOL = 34;
/** Width to the left of the plot, in pixels. */
const LEFT = 62;

const CONFIG: Config = {
  view: { stroke: null },
  font: FONT,
  axis: AXES,
  axisX: { grid: false },
  axisY: { domain: false, ticks: false, tickCount: 6 },
  legend: { labelColor: INK, symbolDash: [], offset: 14 },
};

/**
 * A panel in Vega-Lite: the mean over seeds, a band from the lowest to the highest, and the final accuracies next to the ends
 * of the lines.
 */
export function chartSpec(panel: Panel, { width, height }: Size): TopLevelSpec {
  const names = panel.lines.map(legendLabel);
  const legend = legendOf(names, width);
  const plotHeight = height - 75 - 24 * Math.ceil(names.length / legend.columns);
  return {
    width,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: PADDING,
    background: 'transparent',
    encoding: { x: xOf(panel, width) },
    layer: [...curveLayers(panel, names, legend), ...labelLayers(panel, names, legend, plotHeight)],
    config: CONFIG,
  };
}

type Legend = ReturnType<typeof legendOf>;
type Layers = Extract<TopLevelSpec, { layer: unknown }>['layer'];

function legendOf(names: readonly string[], width: number) {
  return {
    orient: 'bottom' as const,
    columns: legendColumns(names, width),
    title: null,
    symbolType: 'stroke' as const,
    symbolSize: 500,
    symbolStrokeWidth: 2.5,
    symbolOpacity: 1,
    symbolFillColor: 'transparent',
    labelLimit: width - LEFT - SYMBOL,
    labelFontSize: isNarrow(width) ? 11 : 12,
    rowPadding: 5,
    columnPadding: 18,
  };
}

/** The bands, and the means over them. */
function curveLayers(panel: Panel, names: readonly string[], legend: Legend): Layers {
  const y = yOf(panel);
  const color = colorOf(names, legend);
  const data = { values: named(pointRows(panel), names) };
  const strokeDash = {
    field: 'line',
    type: 'nominal' as const,
    scale: { domain: [...names], range: names.map((_, i) => [...lineStyle(i).dash]) },
    legend,
  };
  return [
    {
      data,
      mark: { type: 'area', fillOpacity: 0.16, clip: true },
      encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
    },
    {
      data,
      mark: { type: 'line', strokeWidth: 2.2, strokeJoin: 'round', clip: true },
      encoding: { y: { ...y, field: 'mean' }, color, strokeDash },
    },
  ];
}

/** The final accuracies, and rules from the ends of the lines to them. */
function labelLayers(panel: Panel, names: readonly string[], legend: Legend, plotHeight: number): Layers {
  const y = yOf(panel);
  const color = colorOf(names, legend);
  const data = { values: named(endLabels(panel, plotHeight), names) };
  return [
    {
      data,
      mark: { type: 'rule', strokeWidth: 1, xOffset: 2, x2Offset: 12 },
      encoding: { x2: { field: 'x' }, y: { ...y, field: 'at' }, y2: { field: 'shown' }, color },
    },
    {
      data,
      mark: { type: 'text', align: 'left', dx: 15, fontSize: 11, baseline: 'middle' },
      encoding: { y: { ...y, field: 'shown' }, text: { field: 'text' }, color },
    },
  ];
}

function yOf({ yTitle, yDomain }: Panel) {
  return {
    type: 'quantitative' as const,
    title: yTitle,
    scale: { domain: [...yDomain], zero: false, nice: false },
  };
}

function colorOf(names: readonly string[], legend: Legend) {
  const scale = { domain: [...names], range: names.map((_, i) => lineStyle(i).colour) };
  return { field: 'line', type: 'nominal' as const, scale, legend };
}

function named<T extends { readonly index: number }>(values: readonly T[], names: readonly string[]) {
  return values.map((value) => ({ ...value, line: names[value.index]! }));
}

/** `d = 8,000 (3 seeds)`; numbered if names repeat, because Vega would join lines of equal names. */
function legendLabel(line: Line, index: number, all: readonly Line[]): string {
  const remark =
    line.points.length === 0
      ? 'not run'
      : [
          ...(line.seeds > 1 ? [`${line.seeds} seeds`] : []),
          ...(line.unfinished > 0 ? [`${line.unfinished} unfinished`] : []),
        ].join(', ');
  const same = all.slice(0, index).filter(({ label }) => label === line.label).length;
  return `${line.label}${remark === '' ? '' : ` (${remark})`}${same > 0 ? ` #${same + 1}` : ''}`;
}

/** As many columns as fit the longest entry, at most three. */
function legendColumns(names: readonly string[], width: number): number {
  const longest = ENTRY + CHARACTER * Math.max(0, ...names.map(({ length }) => length));
  return Math.max(1, Math.min(3, names.length, Math.floor((width - LEFT) / longest)));
}

function xOf({ axis, end }: Panel, width: number) {
  const narrow = isNarrow(width);
  const { title, format } = AXIS_STYLES[axis];
  return {
    field: 'x',
    type: 'quantitative' as const,
    title,
    scale: { domain: [0, end ?? 1], nice: false },
    axis:
      end === undefined
        ? { labels: false, ticks: false }
        : {
            tickCount: narrow ? 4 : 8,
            tickMinStep: end > 1 ? 1 : 0.1,
            format: format ?? (end >= 10_000 && narrow ? '~s' : ',d'),
          },
  };
}

function isNarrow(width: number): boolean {
  return width < 500;
}

/** Omits lines outside the axis: resvg aborts the process on a path that is clipped to nothing. */
function pointRows({ lines, yDomain: [low, high] }: Panel) {
  return lines.flatMap(({ points }, index) =>
    points.some((point) => point.high >= low && point.low <= high)
      ? points.map((point) => ({ ...point, index }))
      : [],
  );
}
