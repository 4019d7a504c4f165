import { elementCount } from '../common/shapes.js';
import { isActivation } from './activation.js';
import type { Layer, Network, PlacedLayer } from './layer.js';
import { scheduledLayers } from './scheduled.js';

/** Layers whose units are 0 where their inputs are, as those of all activations but one. */
const KEEPS_ZEROS: ReadonlySet<Layer['type']> = new Set(['pool', 'lrn', 'dropout', 'resize']);

/** Layers whose multiply-adds are counted. */
const TRAINED: ReadonlySet<Layer['type']> = new Set(['conv', 'fc', 'rnn']);

/**
 * Multiply-adds of the forward pass of one image, of the units that take part in it: a copied unit of a DropIn needs none in
 * the new layer, and a missing one of a widened layer none before and after it. The program saves fewer: it skips whole
 * channels, and only before a DropIn.
 *
 * @returns A function of the numbers of copied and missing units, as in a step's `copied`.
 */
export function multiplyAddsBy(network: Network): (copied: readonly number[]) => number {
  const { layers } = network;
  const position = new Map(scheduledLayers(network).map(({ name }, index) => [name, index]));
  return (copied) => {
    const absent = new Map(
      layers.flatMap((placed): [string, number][] => {
        const index = position.get(placed.layer.name);
        return index === undefined ? [] : [[placed.layer.name, copied[index]! / unitsOf(placed)]];
      }),
    );
    const [present, needed] = [presentUnits(layers, absent), neededUnits(layers, absent)];
    return layers.reduce((sum, { layer, multiplyAdds }) => {
      const inputs = layer.inputs[0] === undefined ? 1 : present.get(layer.inputs[0])!;
      return sum + multiplyAdds * needed.get(layer.name)! * inputs;
    }, 0);
  };
}

function unitsOf({ layer, outputShape }: PlacedLayer): number {
  return layer.type === 'widen' ? outputShape.at(-1)! : elementCount(outputShape);
}

type Fractions = ReadonlyMap<string, number>;

/** The fraction of each layer's units that are not 0 because they are still missing. */
function presentUnits(layers: readonly PlacedLayer[], absent: Fractions): Fractions {
  const present = new Map<string, number>();
  for (const { layer } of layers) {
    const { type } = layer;
    const keeps = KEEPS_ZEROS.has(type) || (isActivation(type) && type !== 'sigmoid');
    const inputs = keeps ? present.get(layer.inputs[0]!)! : 1;
    present.set(layer.name, type === 'widen' ? 1 - absent.get(layer.name)! : inputs);
  }
  return present;
}

/** The fraction of each layer's units that any other layer uses; 1 for the outputs of the network. */
function neededUnits(layers: readonly PlacedLayer[], absent: Fractions): Fractions {
  const needed = new Map<string, number>();
  for (const { layer } of [...layers].reverse()) {
    const own = needed.get(layer.name) ?? 1;
    needed.set(layer.name, own);
    layer.inputs.forEach((input, index) => {
      const used = usedOf(layer, index, own, absent.get(layer.name) ?? 0);
      needed.set(input, Math.max(needed.get(input) ?? 0, used));
    });
  }
  return needed;
}

/** The fraction of an input's units that a layer uses. */
function usedOf(layer: Layer, index: number, own: number, absent: number): number {
  if (layer.type === 'dropin') return own * (index === 0 ? 1 - absent : absent);
  if (layer.type === 'widen') return own * (1 - absent);
  return TRAINED.has(layer.type) ? Math.ceil(own) : own;
}
