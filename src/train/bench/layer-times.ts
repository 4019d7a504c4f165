import type { TracedOp, Trace } from '../../engine/trace.js';
import { NO_LAYER, type Membership, type Part } from '../../graph/layer-of.js';

/** Milliseconds of a layer in a training step. */
export interface LayerTime {
  /** Its display name; `NO_LAYER` for what belongs to no layer: the transform, the sums over the batch. */
  readonly layer: string;
  readonly forward: number;
  readonly backward: number;
  readonly update: number;
}

/**
 * The mean times of layers over several traced steps, in the network's order. Times are those of the operations: with
 * several threads operations of different layers overlap, and so the sum of all may exceed the time of the step.
 *
 * @param membership The layer of a node, by name.
 */
export function layerTimes(
  traces: readonly Trace[],
  membership: ReadonlyMap<string, Membership>,
  layers: readonly string[],
): readonly LayerTime[] {
  const sums = new Map<string, Record<Part, number>>();
  for (const op of traces.flat()) {
    const { layer, part } = membershipOf(op, membership);
    const sum = sums.get(layer) ?? { forward: 0, backward: 0, update: 0 };
    sum[part] += op.duration / 1000 / traces.length;
    sums.set(layer, sum);
  }
  return [...layers, NO_LAYER].flatMap((layer) => {
    const sum = sums.get(layer);
    return sum === undefined ? [] : [{ layer, ...sum }];
  });
}

const NOWHERE: Membership = { layer: NO_LAYER, part: 'forward' };

/** TensorFlow may add its own prefix or suffix to the name of a node that it changed. */
export function membershipOf({ node }: TracedOp, membership: ReadonlyMap<string, Membership>): Membership {
  const own = node.replace(/^(ConstantFolding|ArithmeticOptimizer|LayoutOptimizer)\//, '');
  return (
    membership.get(own) ??
    membership.get(own.replace(/[-_](folded|\d+-|[A-Z]\w*Optimizer).*$/, '')) ??
    NOWHERE
  );
}
