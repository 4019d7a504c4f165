import { copiedUnits, type DropInSchedule } from './dropin-schedule.js';
import type { Network } from './layer.js';
import { elementCount } from '../common/shapes.js';

/** A layer whose units are added one after another: a gradual DropIn or a widened layer. */
export interface ScheduledLayer extends DropInSchedule {
  readonly name: string;
  /** Number of units that the schedule adds: all of a DropIn's; of a widened layer's, those not computed from the start. */
  readonly units: number;
}

/** The scheduled layers in the network's order, which is also the order of a step's `copied`. */
export function scheduledLayers(network: Network): readonly ScheduledLayer[] {
  return network.layers.flatMap(({ layer, outputShape }): ScheduledLayer[] => {
    if (layer.type !== 'dropin' && layer.type !== 'widen') return [];
    const { name, length, start } = layer;
    const units =
      layer.type === 'dropin' ? elementCount(outputShape) : addedUnits(outputShape.at(-1)!, layer.initial);
    return [{ name, length, start, units }];
  });
}

/** The gradual DropIns among them. */
export function scheduledDropIns(network: Network): readonly ScheduledLayer[] {
  const types = new Map(network.layers.map(({ layer }) => [layer.name, layer.type]));
  return scheduledLayers(network).filter(({ name }) => types.get(name) === 'dropin');
}

/**
 * The first iteration at which every scheduled layer has p = 1; 0 if there are none. Infinite while the test curve has not
 * decided every start.
 */
export function schedulesEnd(network: Network): number {
  return Math.max(0, ...scheduledLayers(network).map(({ start = Infinity, length }) => start + length));
}

/** The network in which DropIns whose start the test curve decides start as decided. */
export function withStarts(network: Network, startOf: (dropIn: string) => number | undefined): Network {
  const layers = network.layers.map((placed) => {
    const { layer } = placed;
    const open = layer.type === 'dropin' && layer.start === undefined;
    return open ? { ...placed, layer: { ...layer, start: startOf(layer.name) } } : placed;
  });
  return { ...network, layers };
}

function addedUnits(units: number, initial: number): number {
  return units - Math.ceil(units * initial);
}

/** The gradual DropIns that copy every unit at an iteration: their new layers have no effect yet. */
export function absentDropIns(network: Network, iteration: number): ReadonlySet<string> {
  const absent = scheduledDropIns(network).filter(
    (layer) => copiedUnits(iteration, layer, layer.units) === layer.units,
  );
  return new Set(absent.map(({ name }) => name));
}
