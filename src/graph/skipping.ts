import { isActivation } from '../network/activation.js';
import { isDepthwise } from '../network/layers/conv.js';
import type { ConvLayer, Layer, Network, PlacedLayer } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';

/**
 * A convolution that may skip channels: its output is used only as the y_new of one gradual DropIn, and the DropIn ignores
 * channels of y_new whose units are all copied.
 */
export interface SkippingConv {
  readonly conv: string;
  readonly dropIn: string;
  /** The DropIn's position in the step's `copied`. */
  readonly position: number;
  readonly groups: number;
  readonly channels: number;
  /** Number of units per channel. */
  readonly plane: number;
}

/** The convolutions that may skip channels, in the network's order. */
export function skippingConvs(network: Network): readonly SkippingConv[] {
  const byName = new Map(network.layers.map((placed) => [placed.layer.name, placed]));
  const users = new Map<string, number>();
  for (const { layer } of network.layers)
    for (const input of layer.inputs) users.set(input, (users.get(input) ?? 0) + 1);
  return scheduledLayers(network).flatMap(({ name }, position): SkippingConv[] => {
    const { layer: dropIn, outputShape } = byName.get(name)!;
    if (dropIn.type !== 'dropin') return [];
    const conv = convBehind(dropIn.inputs[0]!, byName, users);
    // A depthwise convolution takes little time, and would skip filters of each channel.
    if (conv === undefined || isDepthwise(conv)) return [];
    const [height = 1, width = 1, channels = 1] = outputShape;
    return [
      {
        conv: conv.layer.name,
        dropIn: name,
        position,
        groups: conv.layer.groups,
        channels,
        plane: height * width,
      },
    ];
  });
}

/** The convolution that a layer's channels come from one by one, if nothing else uses the outputs on the way. */
function convBehind(
  name: string,
  byName: ReadonlyMap<string, PlacedLayer>,
  users: ReadonlyMap<string, number>,
): PlacedLayer<ConvLayer> | undefined {
  const placed = byName.get(name)!;
  const { layer } = placed;
  if (users.get(name) !== 1) return undefined;
  if (layer.type === 'conv') return { ...placed, layer };
  return keepsChannelsApart(layer) ? convBehind(layer.inputs[0]!, byName, users) : undefined;
}

function keepsChannelsApart(layer: Layer): boolean {
  return isActivation(layer.type) || (layer.type === 'lrn' && layer.region === 'within_channel');
}

/**
 * Number of sizes that a convolution grows through (fewer if it has fewer channels). oneDNN compiles a kernel for each number
 * of channels, and TensorFlow caches it. Without a limit, a wide layer would need hundreds; docs/bench has their cost.
 */
const MAX_SIZES = 32;

/**
 * Number of leading channels that a step may skip, for each group of each convolution. Never all channels, because
 * TensorFlow refuses a convolution without channels.
 *
 * @param copied Number of copied units of each scheduled layer.
 * @param counts Receives the result, one number per group.
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
    const block = Math.ceil(size / MAX_SIZES);
    for (let group = 0; group < groups; group++) {
      const needed = Math.max(1, size - Math.max(0, copiedChannels - group * size));
      counts[next++] = size - Math.min(size, block * Math.ceil(needed / block));
    }
  }
  return counts;
}

/** Length of the result of `skippedChannels`. */
export function skippingGroups(convs: readonly SkippingConv[]): number {
  return convs.reduce((sum, { groups }) => sum + groups, 0);
}
