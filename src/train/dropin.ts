import { copiedUnits, dropInRatio, type DropInSchedule } from '../network/dropin-schedule.js';
import type { Network } from '../network/layer.js';

/** The DropIn layers of a network over the iterations. */
export interface DropInProgress {
  /** Copied units of each DropIn layer, in the network's order. The array is reused. */
  copied(iteration: number): readonly number[];
  /** The mean of the layers' p; undefined where there are none. */
  p(iteration: number): number | undefined;
}

interface Layer extends DropInSchedule {
  readonly units: number;
}

export function dropInProgress(network: Network): DropInProgress {
  const layers = network.layers.flatMap(({ layer, outputShape }): Layer[] =>
    layer.type === 'dropin'
      ? [{ length: layer.length, start: layer.start, units: outputShape.reduce((a, b) => a * b, 1) }]
      : [],
  );
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
