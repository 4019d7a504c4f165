import type { SpecIssue } from '../spec/issues.js';
import type { Layer, LayerTypeName, Network, PlacedLayer } from './layer.js';
import { displayName } from './wiring.js';

/** Layers that nobody takes the output of are mistakes in the wiring: they would never learn. */
export function unusedLayers(layers: readonly PlacedLayer[]): readonly SpecIssue[] {
  const used = new Set(layers.flatMap(({ layer }) => layer.inputs));
  return layers
    .filter(
      ({ layer, outputShape }) => outputShape.length > 0 && layer.type !== 'input' && !used.has(layer.name),
    )
    .map(({ layer }) => ({
      path: layer.path,
      expected: `a layer that takes the output of ${displayName(layer.name)}`,
      found: 'none',
    }));
}

/** The plain network (`dropin.mode: none`): every DropIn passes y_new on. */
export function withoutDropIn(layers: readonly PlacedLayer[]): readonly PlacedLayer[] {
  return passing(layers, ({ type }) => DROPIN.has(type));
}

/** The network when every unit is in (p = 1): gradual DropIns and widened layers pass y_new on. */
export function deepNetwork(network: Network): Network {
  return { ...network, layers: passing(network.layers, ({ type }) => SCHEDULED.has(type)) };
}

const SCHEDULED: ReadonlySet<LayerTypeName> = new Set(['dropin', 'widen']);
const DROPIN: ReadonlySet<LayerTypeName> = new Set([...SCHEDULED, 'regularizing_dropin']);

/** Without some layers: their consumers take their first input itself, and what only they took (resized layers) is gone. */
function passing(layers: readonly PlacedLayer[], passes: (layer: Layer) => boolean): readonly PlacedLayer[] {
  const passed = new Map<string, string>();
  const bypassed: PlacedLayer[] = [];
  for (const placed of layers) {
    const { layer } = placed;
    const inputs = layer.inputs.map((name) => passed.get(name) ?? name);
    if (passes(layer)) passed.set(layer.name, inputs[0]!);
    else bypassed.push({ ...placed, layer: { ...layer, inputs } });
  }
  return reaching(bypassed);
}

/** The layers that the heads (whose output has no dimension) depend on. */
function reaching(layers: readonly PlacedLayer[]): readonly PlacedLayer[] {
  const needed = new Set<string>();
  for (const { layer, outputShape } of [...layers].reverse()) {
    if (outputShape.length > 0 && !needed.has(layer.name)) continue;
    needed.add(layer.name);
    for (const input of layer.inputs) needed.add(input);
  }
  return layers.filter(({ layer }) => layer.type === 'input' || needed.has(layer.name));
}
