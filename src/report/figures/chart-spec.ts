import type { TopLevelSpec } from 'vega-lite';
import type { Line, Panel } from './lines.js';
import { lineStyle } from './palette.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Around the drawing. */
export const PADDING = { left: 6, right: 14, top: 10, bottom: 6 } as const;

const INK = '#444444';
const FONT = 'DejaVu Sans, system-ui, sans-serif';

/** What a panel’s curves look like, in Vega-Lite: the mean of the seeds, the band between the lowest and the highest, the paper’s ends. */
export function chartSpec(panel: Panel, { width, height }: Size): TopLevelSpec {
  const names = panel.lines.map(legendLabel);
  const styles = panel.lines.map((_, i) => lineStyle(i));
  const scale = { domain: names, range: styles.map(({ colour }) => colour) };
  const legend = {
    orient: 'bottom' as const,
    columns: width < 500 ? 1 : Math.min(3, Math.max(1, names.length)),
    title: null,
    symbolType: 'stroke' as const,
    symbolSize: 500,
    symbolStrokeWidth: 2.5,
    symbolOpacity: 1,
    symbolFillColor: 'transparent',
    labelLimit: width - 80,
    rowPadding: 5,
    columnPadding: 18,
  };
  const x = {
    field: 'iteration',
    type: 'quantitative' as const,
    title: 'Iteration',
    scale: { domain: [0, panel.end], nice: false },
    axis: { tickCount: width < 500 ? 4 : 8, format: panel.end >= 10_000 && width < 500 ? '~s' : ',d' },
  };
  const y = { type: 'quantitative' as const, title: panel.yTitle, scale: { domain: [0, top(panel)] } };
  const color = { field: 'line', type: 'nominal' as const, scale };
  return {
    width,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: PADDING,
    background: 'transparent',
    encoding: { x },
    layer: [
      {
        data: { values: rows(panel, names) },
        mark: { type: 'area', opacity: 0.16 },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' }, color: { ...color, legend } },
      },
      {
        data: { values: rows(panel, names) },
        mark: { type: 'line', strokeWidth: 2.2, strokeJoin: 'round' },
        encoding: {
          y: { ...y, field: 'mean' },
          color: { ...color, legend },
          strokeDash: {
            field: 'line',
            type: 'nominal',
            scale: { domain: names, range: styles.map(({ dash }) => [...dash]) },
            legend,
          },
        },
      },
      {
        data: { values: paperEnds(panel, names) },
        mark: { type: 'point', shape: 'diamond', size: 90, strokeWidth: 2, filled: false, clip: false },
        encoding: { y: { ...y, field: 'mean' }, color: { ...color, legend } },
      },
    ],
    config: {
      view: { stroke: null },
      font: FONT,
      axis: {
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
      },
      axisX: { grid: false },
      axisY: { domain: false, ticks: false, tickCount: 6 },
      legend: { labelColor: INK, labelFontSize: 12, symbolDash: [], offset: 14 },
    },
  };
}

/** `d = 8,000 (3 seeds)`; names of equal lines would be one line, so that they are told apart by number. */
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

function rows({ lines }: Panel, names: readonly string[]) {
  return lines.flatMap(({ points }, i) => points.map((point) => ({ ...point, line: names[i]! })));
}

function paperEnds({ lines, end }: Panel, names: readonly string[]) {
  return lines.flatMap(({ paper }, i) =>
    paper === undefined ? [] : [{ iteration: end, mean: paper, line: names[i]! }],
  );
}

/** A round number above everything drawn. */
function top({ lines }: Panel): number {
  const highest = Math.max(
    0,
    ...lines.flatMap(({ points, paper }) => [paper ?? 0, ...points.map(({ high }) => high)]),
  );
  return highest === 0 ? 100 : Math.min(100, Math.ceil((highest + 1) / 10) * 10);
}
