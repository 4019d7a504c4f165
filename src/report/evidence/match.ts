import type { Series } from '../paper/paper.js';
import type { Traits } from '../results/traits.js';

/** Is it the series' network on its data, whatever the DropIn length? */
export function isOfNetwork(traits: Traits, series: Series): boolean {
  return (
    series.experiment.datasets.includes(traits.dataset) &&
    traits.convolutions === series.of.convolutions &&
    traits.kernel === series.of.kernel &&
    (series.fc7 === undefined || traits.fc7 === series.fc7)
  );
}

/** Is it a run of the series, where lengths were multiplied by `scale`? */
export function isOfSeries(traits: Traits, series: Series, scale: number): boolean {
  if (!isOfNetwork(traits, series)) return false;
  if (series.dropin === 'none') return traits.dropin === 'none';
  if (series.dropin === 'any') return typeof traits.dropin === 'number';
  return traits.dropin === scaled(series.dropin, scale);
}

/** As `--scale` rounds (`src/spec/scale.ts`). */
export function scaled(iterations: number, scale: number): number {
  return iterations === 0 ? 0 : Math.max(1, Math.round(iterations * scale));
}
