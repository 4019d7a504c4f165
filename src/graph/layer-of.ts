import type { Network } from '../network/layer.js';
import { displayName } from '../network/wiring.js';
import type { Node } from './node.js';

/** What a node of a training step or a test pass computes. */
export type Part = 'forward' | 'backward' | 'update';

/** The layer that a node belongs to, by its display name, and what it computes. */
export interface Membership {
  readonly layer: string;
  readonly part: Part;
}

/** The layer name of nodes that belong to no layer. */
export const NO_LAYER = '(other)';

/** Operations that write a variable of the network. */
const WRITES = /^(ResourceApply|Assign)/;

/**
 * Finds the layer of each node of one signature, by the scopes of names: `train/conv1/Conv2D` is in the layer conv1, and
 * `train/train/conv1/Conv2D/…` in its gradient (`backprop`). A node outside of layers belongs to that of its first input that
 * has one: a read of a parameter, a sum of gradients, an update.
 *
 * @param nodes In the graph's order.
 * @param scope The signature's name.
 */
export function layersOf(
  nodes: readonly Node[],
  scope: string,
  network: Network,
): ReadonlyMap<Node, Membership> {
  const layers = new Set(network.layers.map(({ layer }) => displayName(layer.name)));
  const found = new Map<Node, Membership>();
  for (const node of nodes) {
    const isGradient = node.name.startsWith(`${scope}/${scope}/`);
    const before = node.inputs.flatMap((input) => found.get(input.node) ?? []);
    found.set(node, {
      layer:
        namedLayer(node, scope, layers) ?? before.find(({ layer }) => layer !== NO_LAYER)?.layer ?? NO_LAYER,
      part: WRITES.test(node.op)
        ? 'update'
        : isGradient || before.some(({ part }) => part === 'backward')
          ? 'backward'
          : 'forward',
    });
  }
  return found;
}

function namedLayer({ name }: Node, scope: string, layers: ReadonlySet<string>): string | undefined {
  const inside = name.split('/').filter((part, i) => !(part === scope && i < 2));
  return inside.length > 1 && layers.has(inside[0]!) ? inside[0] : undefined;
}
