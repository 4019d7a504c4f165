import type { Feed } from '../../../../src/engine/session.js';
import type { Graph } from '../../../../src/graph/graph.js';
import { unitIndexOf } from '../../../../src/graph/lower/dropin.js';
import { lowerNetwork } from '../../../../src/graph/lower/index.js';
import type { FloatType, Tensor } from '../../../../src/graph/node.js';
import { constant, scalarInt, vectorInt } from '../../../../src/graph/ops/constant.js';
import { placeholder } from '../../../../src/graph/ops/placeholder.js';
import { random } from '../../../../src/graph/ops/random.js';
import type { Layer, Network, ParameterSettings, PlacedLayer } from '../../../../src/network/layer.js';
import { pair, type Pair } from '../../../../src/network/window.js';
import { place } from '../../../../src/network/layers/registry.js';
import type { Variables } from './check-graph.js';
import { runOnce } from './session.js';

type Unnamed<L> = L extends Layer
  ? Omit<L, 'path' | 'inputs'> & { readonly inputs?: readonly string[] }
  : never;

/** A layer, by default after the previous one. */
export type LayerOf = Unnamed<Layer>;

/** A layer applied to `count` images. */
export interface LayerCase {
  readonly name: string;
  readonly image: readonly number[];
  readonly count?: number;
  readonly layers: readonly LayerOf[];
  /** Number of copied units of gradual DropIns, or of units of widened layers that are still 0. */
  readonly copied?: Readonly<Record<string, number>>;
  /** Number of skipped leading channels of each group of a convolution; also passed to its DropIn. */
  readonly skipped?: Readonly<Record<string, readonly number[]>>;
  readonly labels?: readonly number[];
  /** Element type of activations; float32 by default. */
  readonly elements?: FloatType;
  /** Layers draw random numbers only in training, which is the default. */
  readonly mode?: 'train' | 'evaluate';
  /** Values of the running arrays; by default their initial values. */
  readonly running?: Readonly<Record<string, readonly number[]>>;
}

export const learned: ParameterSettings = {
  filler: { type: 'constant', value: 0 },
  lrMult: 1,
  decayMult: 1,
};

interface ConvOptions {
  readonly stride?: number | Pair;
  readonly pad?: number | Pair;
  readonly dilation?: number | Pair;
  readonly groups?: number;
  readonly biases?: undefined;
}

export function conv(
  name: string,
  outputs: number,
  kernel: number | Pair,
  { stride = 1, pad = 0, dilation = 1, groups = 1, ...more }: ConvOptions = {},
): LayerOf {
  const window = { kernel: pair(kernel), stride: pair(stride), pad: pair(pad), dilation: pair(dilation) };
  return { type: 'conv', name, outputs, ...window, groups, weights: learned, biases: learned, ...more };
}

export function pool(
  pooling: 'max' | 'average',
  window: Record<'kernel' | 'stride' | 'pad', number | Pair>,
  rounding: 'ceil' | 'floor' = 'ceil',
): LayerOf {
  const { kernel, stride, pad } = window;
  const sizes = { kernel: pair(kernel), stride: pair(stride), pad: pair(pad) };
  return { type: 'pool', name: 'pool', pooling, ...sizes, rounding };
}

export function placeLayers({ image, layers }: LayerCase): readonly PlacedLayer[] {
  const placed = new Map<string, PlacedLayer>();
  const add = (layer: Layer) => {
    const result = place(
      layer,
      layer.inputs.map((name) => ({ name, shape: placed.get(name)!.outputShape })),
    );
    if ('expected' in result) throw new Error(`${layer.name}: ${result.expected}, found ${result.found}`);
    placed.set(layer.name, result);
  };
  add({ type: 'input', name: 'input', inputs: [], path: [], shape: image });
  let last = 'input';
  for (const layer of layers) {
    add({ inputs: [last], path: [], ...layer });
    last = layer.name;
  }
  return [...placed.values()];
}

/** Images and parameters as variables of a gradient check. Names of feeds must not contain the slashes of scopes. */
export function variablesOf(layers: LayerCase): Record<string, { readonly shape: readonly number[] }> {
  const parameters = placeLayers(layers).flatMap((placed) => placed.parameters);
  return {
    images: { shape: [layers.count ?? 2, ...layers.image] },
    ...Object.fromEntries(parameters.map(({ name, shape }) => [name, { shape }])),
  } satisfies Variables;
}

/** The last layer's output. */
export function lowerCase(
  graph: Graph,
  layers: LayerCase,
  variables: Readonly<Record<string, Tensor>>,
): Tensor {
  const placed = placeLayers(layers);
  const network: Network = { layers: placed, imageShape: layers.image, inputShape: layers.image, classes: 0 };
  const outputs = lowerNetwork(
    {
      graph,
      elements: layers.elements ?? 'float32',
      images: variables.images!,
      labels: placeholder(graph, 'labels', 'int32', [layers.count ?? 2]),
      labelSmoothing: 0,
      parameter: (name) => variables[name]!,
      copied: (layer) => placeholder(graph, `${layer}_copied`, 'int32', []),
      skipped: (layer) => layers.skipped?.[layer]?.map((count) => scalarInt(graph, count)),
      unitIndex: (shape) => unitIndexOf(graph, shape),
      running: {
        read: (name) => runningValue(graph, layers, placed, name),
        isUsed: layers.mode === 'evaluate',
        update: layers.mode === 'evaluate' ? undefined : () => undefined,
      },
      iteration: undefined,
      draw:
        layers.mode === 'evaluate'
          ? undefined
          : (layer, per, shape) => {
              const seed = vectorInt(graph, [layer.length, 7]);
              return random(graph, 'Uniform', [per === 'image' ? (layers.count ?? 2) : 1, ...shape], seed);
            },
    },
    network,
  );
  return outputs.get(placed.at(-1)!.layer.name)!;
}

function runningValue(
  graph: Graph,
  { running = {} }: LayerCase,
  placed: readonly PlacedLayer[],
  name: string,
): Tensor {
  const array = placed.flatMap((layer) => layer.running).find((each) => each.name === name)!;
  const values = running[name] ?? [array.initial];
  return constant(graph, { dtype: 'float32', shape: array.shape, values });
}

/** The feeds of the placeholders that `lowerCase` adds. */
export function feedsOf({ labels = [], count = 2, copied = {}, layers }: LayerCase): Record<string, Feed> {
  const scoped = layers
    .filter(({ type }) => type === 'dropin' || type === 'widen')
    .map(({ name }) => [`${name}/${name}_copied`, Int32Array.of(copied[name]!)] as const);
  return {
    labels: Int32Array.from({ length: count }, (_, i) => labels[i] ?? 0),
    ...Object.fromEntries(scoped),
  };
}

/** The last layer's output for given images and parameters. */
export async function runLayers(
  layers: LayerCase,
  values: Readonly<Record<string, Float32Array>>,
): Promise<Float32Array> {
  const shapes = variablesOf(layers);
  const [output] = await runOnce({ ...feedsOf(layers), ...values }, (graph) => {
    const variables = Object.fromEntries(
      Object.entries(shapes).map(([name, { shape }]) => [name, placeholder(graph, name, 'float32', shape)]),
    );
    const outputs = [lowerCase(graph, layers, variables)];
    const placeholders = graph.nodes.filter(({ op }) => op === 'Placeholder');
    return { inputs: Object.fromEntries(placeholders.map((node) => [node.name, node.outputs[0]!])), outputs };
  });
  return output!;
}
