import type { TopLevelSpec } from 'vega-lite';
import { NORMS } from '../../network/layer-norms.js';
import type { NormRow } from '../../run/norms-file.js';
import { AXES, FONT, INK, PADDING } from './chart-spec.js';

/** Most iterations drawn: more lines cannot be told apart. */
const MOST_ITERATIONS = 8;

const TITLES: Readonly<Record<(typeof NORMS)[number], string>> = {
  activation: 'Activations (root mean square)',
  gradient: 'Gradient (L2 norm)',
  update: 'Update (L2 norm)',
  weight: 'Weights (L2 norm)',
};

/** At most eight of the measured iterations: the first, the last, and others at even distances. */
export function drawnIterations(rows: readonly NormRow[]): readonly number[] {
  const all = [...new Set(rows.map(({ iteration }) => iteration))].sort((a, b) => a - b);
  if (all.length <= MOST_ITERATIONS) return all;
  const step = (all.length - 1) / (MOST_ITERATIONS - 1);
  return Array.from({ length: MOST_ITERATIONS }, (_, i) => all[Math.round(i * step)]!);
}

/** The norms of a run over depth, in Vega-Lite: a panel for each norm, on a logarithmic axis, and a line for each iteration. */
export function normsSpec(rows: readonly NormRow[], title: string): TopLevelSpec {
  const iterations = drawnIterations(rows);
  const layers = [...new Set(rows.map(({ layer }) => layer))];
  const shown = rows.filter(({ iteration }) => iterations.includes(iteration));
  const panels = NORMS.map((norm) => ({
    width: 330,
    height: 210,
    title: {
      text: TITLES[norm],
      fontSize: 13,
      fontWeight: 'normal' as const,
      color: INK,
      anchor: 'start' as const,
    },
    // A logarithm needs numbers above 0; the line breaks at others. A layer that is all copied has gradient 0.
    data: {
      values: shown.map((row) => {
        const value = row[norm];
        const isDrawn = value !== undefined && Number.isFinite(value) && value > 0;
        return { layer: row.layer, iteration: row.iteration, value: isDrawn ? value : null };
      }),
    },
    mark: { type: 'line' as const, point: { size: 28 }, strokeWidth: 1.6 },
    encoding: {
      x: { field: 'layer', type: 'nominal' as const, sort: layers, title: null, axis: { labelAngle: -60 } },
      y: {
        field: 'value',
        type: 'quantitative' as const,
        title: null,
        scale: { type: 'log' as const },
        axis: { format: '~g', tickCount: 6 },
      },
      color: {
        field: 'iteration',
        type: 'ordinal' as const,
        sort: iterations,
        title: 'Iteration',
        scale: { domain: [...iterations], scheme: 'viridis' as const },
      },
    },
  }));
  return {
    title: { text: title, fontSize: 14, color: INK, anchor: 'start' },
    padding: PADDING,
    background: 'white',
    concat: panels,
    columns: 2,
    config: { view: { stroke: null }, font: FONT, axis: AXES },
  };
}
