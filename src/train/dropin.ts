import { copiedUnits, dropInRatio } from '../network/dropin-schedule.js';
import type { Network } from '../network/layer.js';
import { scheduledLayers, type ScheduledLayer } from '../network/scheduled.js';

/** State of the layers whose units are added gradually: DropIn layers and widened layers. */
export interface DropInProgress {
  /** Number of copied units of each DropIn layer and of missing units of each widened layer, in network order. Reuses the array. */
  copied(iteration: number): readonly number[];
  /** Mean p of the layers; undefined if there are none. */
  p(iteration: number): number | undefined;
}

/**
 * The DropIn schedule of a network, by iteration.
 *
 * @param startOf The start of a DropIn that the test curve decides, if it is decided by now.
 */
export function dropInProgress(
  network: Network,
  startOf: (dropIn: string) => number | undefined = () => undefined,
): DropInProgress {
  const layers = scheduledLayers(network);
  const decided = (layer: ScheduledLayer) =>
    layer.start === undefined ? { ...layer, start: startOf(layer.name) } : layer;
  const copied = layers.map(() => 0);
  return {
    copied(iteration) {
      for (let index = 0; index < layers.length; index++) {
        const layer = layers[index]!;
        copied[index] = copiedUnits(iteration, decided(layer), layer.units);
      }
      return copied;
    },
    p(iteration) {
      if (layers.length === 0) return undefined;
      return layers.reduce((sum, layer) => sum + dropInRatio(iteration, decided(layer)), 0) / layers.length;
    },
  };
}
