import type { Series } from '../paper/paper.js';
import type { Schedule } from '../results/schedules.js';
import type { Traits } from '../results/traits.js';

/**
 * Whether a run is of the series’ network on its data set, whatever its other settings and DropIns. Only for networks that are
 * recognized by their shape. An experiment named in the spec must agree.
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
 * Whether its DropIns have the starts and lengths of the series, with lengths multiplied by `scale`.
 *
 * @param schedules The scaled schedules of the series’ spec, used if the series does not define its DropIns.
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

/** Rounds as `--scale` does (`src/spec/scale.ts`). */
export function scaled(iterations: number, scale: number): number {
  return iterations === 0 ? 0 : Math.max(1, Math.round(iterations * scale));
}
