import type { SpecIssue } from '../spec/issues.js';
import type { Layer, LayerTypeName, Network, PlacedLayer } from './layer.js';
import { displayName } from './wiring.js';

/** Issues for the layers whose output is not used: they would never learn, so the wiring must be wrong. */
export function unusedLayers(layers: readonly PlacedLayer[]): readonly SpecIssue[] {
  const used = new Set(layers.flatMap(({ layer }) => layer.inputs));
  return layers
    .filter(
      ({ layer, outputShape }) => outputShape.length > 0 && layer.type !== 'input' && !used.has(layer.name),
    )
    .map(({ layer }) => ({
      path: layer.path,
      expected: `a layer that uses the output of ${displayName(layer.name)}`,
      found: 'none',
    }));
}

/** The plain network (`dropin.mode: none`), in which y_new replaces every DropIn. */
export function withoutDropIn(layers: readonly PlacedLayer[]): readonly PlacedLayer[] {
  return passing(layers, ({ type }) => DROPIN.has(type));
}

/** The network at p = 1, in which y_new replaces every gradual DropIn, and every widened layer has all its units. */
export function deepNetwork(network: Network): Network {
  return withoutEnded(network, () => true);
}

/** The network without the gradual DropIns and widened layers that have ended: they pass y_new on. */
export function withoutEnded(network: Network, ended: (layer: string) => boolean): Network {
  const passes = ({ type, name }: Layer) => SCHEDULED.has(type) && ended(name);
  return { ...network, layers: passing(network.layers, passes) };
}

/** The network without `absent`, gradual DropIns that copy every unit: they pass y_prev on, and their new layers are gone. */
export function withoutAbsent(network: Network, absent: ReadonlySet<string>): Network {
  return { ...network, layers: passing(network.layers, passesPrevious(absent), 1) };
}

/** `withoutAbsent`, but with the layers whose running arrays a training step updates, and the layers that these need. */
export function withoutAbsentButRunning(network: Network, absent: ReadonlySet<string>): Network {
  const keepsRunning = ({ running }: PlacedLayer) => running.length > 0;
  return { ...network, layers: passing(network.layers, passesPrevious(absent), 1, keepsRunning) };
}

function passesPrevious(absent: ReadonlySet<string>): (layer: Layer) => boolean {
  return ({ name }) => absent.has(name);
}

/** The network without loss and accuracy, and the layer whose output are the scores. */
export function withoutHeads(network: Network): { readonly network: Network; readonly scores: string } {
  const isHead = ({ layer }: PlacedLayer) => layer.type === 'softmax_loss' || layer.type === 'accuracy';
  const scores = network.layers.find(isHead)!.layer.inputs[0]!;
  return { network: { ...network, layers: network.layers.filter((placed) => !isHead(placed)) }, scores };
}

const SCHEDULED: ReadonlySet<LayerTypeName> = new Set(['dropin', 'widen']);
const DROPIN: ReadonlySet<LayerTypeName> = new Set([...SCHEDULED, 'regularizing_dropin']);

/**
 * Removes layers: one of their inputs, by default the first, replaces them. Layers that only they used (such as resize) are
 * removed too, except for those that `isKept` names and what these need.
 */
function passing(
  layers: readonly PlacedLayer[],
  passes: (layer: Layer) => boolean,
  input = 0,
  isKept: (placed: PlacedLayer) => boolean = () => false,
): readonly PlacedLayer[] {
  const passed = new Map<string, string>();
  const bypassed: PlacedLayer[] = [];
  for (const placed of layers) {
    const { layer } = placed;
    const inputs = layer.inputs.map((name) => passed.get(name) ?? name);
    if (passes(layer)) passed.set(layer.name, inputs[input]!);
    else bypassed.push({ ...placed, layer: { ...layer, inputs } });
  }
  return reaching(bypassed, isKept);
}

/** The layers that the heads depend on, and those that are kept and what they depend on. (A head's output is a scalar.) */
function reaching(
  layers: readonly PlacedLayer[],
  isKept: (placed: PlacedLayer) => boolean,
): readonly PlacedLayer[] {
  const needed = new Set<string>();
  for (const placed of [...layers].reverse()) {
    const { layer, outputShape } = placed;
    if (outputShape.length > 0 && !needed.has(layer.name) && !isKept(placed)) continue;
    needed.add(layer.name);
    for (const input of layer.inputs) needed.add(input);
  }
  return layers.filter(({ layer }) => layer.type === 'input' || needed.has(layer.name));
}
