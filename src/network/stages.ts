import type { Network } from './layer.js';
import { scheduledDropIns } from './scheduled.js';

/** Part of a training in which the same DropIns copy every unit. */
export interface Stage {
  /** The DropIns that copy every unit: their new layers have no effect yet. */
  readonly absent: ReadonlySet<string>;
}

/**
 * Maximum number of stages: each is a training step of its own in the graph, and all together have about half as many layers as
 * this times the network's.
 */
const MAX_STAGES = 8;

/** Maximum number of layers of all stages: TensorFlow loads and optimizes them all. */
const MAX_LAYERS = 2000;

/**
 * The stages before all DropIns have begun, fewest layers first, for DropIns that begin one after another or late. If there are
 * too many, some that last equally long: a step then leaves out the DropIns of the first stage that has all that have begun.
 */
export function stages(network: Network): readonly Stage[] {
  const begun = scheduledDropIns(network)
    .map(({ name, start = Infinity }) => ({ name, start }))
    .toSorted((a, b) => a.start - b.start);
  // Those whose start the test curve decides begin in the network's order, each by itself.
  const boundaries = begun.flatMap(({ start }, i) =>
    start > 0 && (start === Infinity || start !== begun[i - 1]?.start) ? [i] : [],
  );
  const affordable = Math.max(1, Math.floor((2 * MAX_LAYERS) / network.layers.length));
  const count = Math.min(boundaries.length, MAX_STAGES, affordable);
  return Array.from({ length: count }, (_, i) => {
    const first = boundaries[Math.floor(((i + 1) * boundaries.length) / (count + 1))]!;
    return { absent: new Set(begun.slice(first).map(({ name }) => name)) };
  });
}
