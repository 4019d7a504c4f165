import { copiedUnits, dropInRatio } from '../network/dropin-schedule.js';
import type { Network } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';

/** State of the layers whose units are added gradually: DropIn layers and widened layers. */
export interface DropInProgress {
  /** Number of copied units of each DropIn layer and of missing units of each widened layer, in network order. Reuses the array. */
  copied(iteration: number): readonly number[];
  /** Mean p of the layers; undefined if there are none. */
  p(iteration: number): number | undefined;
}

/** The DropIn schedule of a network, by iteration. */
export function dropInProgress(network: Network): DropInProgress {
  const layers = scheduledLayers(network);
  const copied = layers.map(() => 0);
  return {
    copied(iteration) {
      for (let index = 0; index < layers.length; index++) {
        const layer = layers[index]!;
        copied[index] = copiedUnits(iteration, layer, layer.units);
      }
      return copied;
    },
    p(iteration) {
      if (layers.length === 0) return undefined;
      return layers.reduce((sum, layer) => sum + dropInRatio(iteration, layer), 0) / layers.length;
    },
  };
}
