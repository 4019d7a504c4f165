import { copiedUnits, dropInRatio } from '../network/dropin-schedule.js';
import type { Network } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';

/** The layers of a network that take their units in one after another, over the iterations. */
export interface DropInProgress {
  /** Copied units of each DropIn layer, missing ones of each widened layer, in the network's order. The array is reused. */
  copied(iteration: number): readonly number[];
  /** The mean of the layers' p; undefined where there are none. */
  p(iteration: number): number | undefined;
}

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
