import type { ConvLayer, Layer, Network, PlacedLayer } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';

/**
 * A convolution some of whose channels need not be computed: all that it is for is the y_new of one gradual DropIn, which
 * takes whole channels from elsewhere while they are copied.
 */
export interface SkippingConv {
  readonly conv: string;
  readonly dropIn: string;
  /** The DropIn's position in the step's `copied`. */
  readonly position: number;
  readonly groups: number;
  readonly channels: number;
  /** Units of a channel. */
  readonly plane: number;
}

/** In the network's order. */
export function skippingConvs(network: Network): readonly SkippingConv[] {
  const byName = new Map(network.layers.map((placed) => [placed.layer.name, placed]));
  const users = new Map<string, number>();
  for (const { layer } of network.layers)
    for (const input of layer.inputs) users.set(input, (users.get(input) ?? 0) + 1);
  return scheduledLayers(network).flatMap(({ name }, position): SkippingConv[] => {
    const { layer: dropIn, outputShape } = byName.get(name)!;
    if (dropIn.type !== 'dropin') return [];
    const conv = convBehind(dropIn.inputs[0]!, byName, users);
    if (conv === undefined) return [];
    const [height = 1, width = 1, channels = 1] = outputShape;
    return [
      { conv: conv.name, dropIn: name, position, groups: conv.groups, channels, plane: height * width },
    ];
  });
}

/** The convolution whose channels are a layer's, one by one, where nothing else takes what is between. */
function convBehind(
  name: string,
  byName: ReadonlyMap<string, PlacedLayer>,
  users: ReadonlyMap<string, number>,
): ConvLayer | undefined {
  const { layer } = byName.get(name)!;
  if (users.get(name) !== 1) return undefined;
  if (layer.type === 'conv') return layer;
  return keepsChannelsApart(layer) ? convBehind(layer.inputs[0]!, byName, users) : undefined;
}

function keepsChannelsApart(layer: Layer): boolean {
  return layer.type === 'relu' || (layer.type === 'lrn' && layer.region === 'within_channel');
}

/**
 * In how many steps a convolution's channels come in, if it has so many. TensorFlow keeps and oneDNN compiles kernels for each
 * number of channels, of which a wide layer would have hundreds; see docs/bench for what they take.
 */
const STEPS = 32;

/**
 * How many leading channels of each convolution, group by group, a step may leave out, from the copied units of each
 * scheduled layer; never all: a convolution without channels is refused.
 *
 * @param counts Where they are put, one a group.
 */
export function skippedChannels(
  convs: readonly SkippingConv[],
  copied: readonly number[],
  counts = new Int32Array(skippingGroups(convs)),
): Int32Array {
  let next = 0;
  for (const { position, groups, channels, plane } of convs) {
    const copiedChannels = Math.floor((copied[position] ?? 0) / plane);
    const size = channels / groups;
    const block = Math.ceil(size / STEPS);
    for (let group = 0; group < groups; group++) {
      const needed = Math.max(1, size - Math.max(0, copiedChannels - group * size));
      counts[next++] = size - Math.min(size, block * Math.ceil(needed / block));
    }
  }
  return counts;
}

/** How many counts `skippedChannels` finds. */
export function skippingGroups(convs: readonly SkippingConv[]): number {
  return convs.reduce((sum, { groups }) => sum + groups, 0);
}
