import type { DropInSchedule } from './dropin-schedule.js';
import type { Network } from './layer.js';
import { unitsOf } from './layers/rules.js';

/** A layer that takes its units in one after another: a gradual DropIn, or a layer that grows wide. */
export interface ScheduledLayer extends DropInSchedule {
  readonly name: string;
  /** How many units the schedule takes in: of a DropIn all; of a widened layer the filters or outputs not there from the start. */
  readonly units: number;
}

/** In the network's order, which is that of the step's `copied`. */
export function scheduledLayers(network: Network): readonly ScheduledLayer[] {
  return network.layers.flatMap(({ layer, outputShape }): ScheduledLayer[] => {
    if (layer.type !== 'dropin' && layer.type !== 'widen') return [];
    const { name, length, start } = layer;
    const units =
      layer.type === 'dropin' ? unitsOf(outputShape) : addedUnits(outputShape.at(-1)!, layer.initial);
    return [{ name, length, start, units }];
  });
}

function addedUnits(units: number, initial: number): number {
  return units - Math.ceil(units * initial);
}
