import type { Series } from '../paper/paper.js';
import type { Schedule } from '../results/schedules.js';
import type { Traits } from '../results/traits.js';

/**
 * Is it the series' network on its data, whatever its other settings and its DropIns? Only of networks that are known by their
 * shape. The experiment that a spec names must agree.
 */
export function isOfNetwork(traits: Traits, series: Series): boolean {
  return (
    (traits.experiment === undefined || series.of.experiments.includes(traits.experiment)) &&
    series.experiment.datasets?.includes(traits.dataset) !== false &&
    traits.convolutions === series.of.convolutions &&
    traits.kernel === series.of.kernel &&
    (series.fc7 === undefined || traits.fc7 === series.fc7)
  );
}

/**
 * Do its DropIns begin and last as those of the series, where lengths were multiplied by `scale`?
 *
 * @param schedules Those of the series' spec, scaled, which count where the series says nothing of its DropIns.
 */
export function hasDropInsOf(
  traits: Traits,
  series: Series,
  scale: number,
  schedules: readonly Schedule[],
): boolean {
  if (series.dropin === undefined) return JSON.stringify(traits.schedules) === JSON.stringify(schedules);
  if (traits.stagger !== scaled(series.stagger, scale)) return false;
  if (series.dropin === 'none') return traits.dropin === 'none';
  if (series.dropin === 'any') return typeof traits.dropin === 'number';
  return traits.dropin === scaled(series.dropin, scale);
}

/** As `--scale` rounds (`src/spec/scale.ts`). */
export function scaled(iterations: number, scale: number): number {
  return iterations === 0 ? 0 : Math.max(1, Math.round(iterations * scale));
}
