import type { Network } from '../network/layer.js';
import { withoutHeads } from '../network/reach.js';
import { networkArrays } from '../network/state.js';
import type { CompiledGraph } from './compiled.js';
import { Graph } from './graph.js';
import { unitIndexOf } from './lower/dropin.js';
import { lowerNetwork } from './lower/index.js';
import type { Tensor } from './node.js';
import { add, mul } from './ops/arithmetic.js';
import { cast } from './ops/cast.js';
import { constant, scalar, scalarInt } from './ops/constant.js';
import { decodeRaw } from './ops/decode-raw.js';
import { placeholder } from './ops/placeholder.js';
import { reshape } from './ops/reshape.js';
import { slice } from './ops/slice-pad.js';
import { softmax } from './ops/softmax.js';
import { pack } from './ops/stack.js';
import { verify } from './verify.js';

/** A trained network with its numbers. */
export interface FrozenNetwork {
  /** Without the DropIns that have ended. */
  readonly network: Network;
  /** Copied units of each gradual DropIn that is left, missing ones of each widened layer. */
  readonly copied: ReadonlyMap<string, number>;
  /** Every array of the network, by its name. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** From pixels 0 … 255 to the network's input: cut out at `corner` (top, left), add `negativeMean`, multiply by `scale`. */
  readonly corner: readonly [number, number];
  /** Minus the mean: `[H, W, C]` of the network's input, or `[C]`. */
  readonly negativeMean: { readonly shape: readonly number[]; readonly values: Float32Array } | undefined;
  readonly scale: number;
}

/**
 * A graph without variables for TensorFlow's loaders: `images` `[N, H, W, C]` uint8 to `logits` and `probabilities`
 * `[N, classes]`.
 */
export function servingGraph(frozen: FrozenNetwork): CompiledGraph<'serving_default'> {
  const graph = new Graph();
  const images = placeholder(graph, 'images', 'uint8', [-1, ...frozen.network.imageShape]);
  const logits = logitsOf(graph, images, frozen);
  const probabilities = softmax(graph, logits);
  verify(graph);
  return {
    graph,
    signatures: { serving_default: { inputs: { images }, outputs: { logits, probabilities } } },
  };
}

/** The same for a session of our own, which is fed bytes: `predict` gives `[2, N, classes]`, logits and probabilities. */
export function predictionGraph(frozen: FrozenNetwork): CompiledGraph<'predict'> {
  const graph = new Graph();
  const bytes = placeholder(graph, 'images', 'string', []);
  const images = reshape(graph, decodeRaw(graph, bytes), [-1, ...frozen.network.imageShape]);
  const logits = logitsOf(graph, images, frozen);
  const result = pack(graph, [logits, softmax(graph, logits)], 'result');
  verify(graph);
  return { graph, signatures: { predict: { inputs: { images: bytes }, outputs: { result } } } };
}

/** `[N, classes]` of images `[N, H, W, C]` uint8. */
function logitsOf(graph: Graph, images: Tensor, frozen: FrozenNetwork): Tensor {
  const { network, scores } = withoutHeads(frozen.network);
  const shapes = new Map(networkArrays(network).map(({ name, shape }) => [name, shape]));
  const array = (name: string) =>
    constant(
      graph,
      { dtype: 'float32', shape: shapes.get(name)!, values: frozen.weights.get(name)! },
      name.split('/').at(-1),
    );
  const layers = lowerNetwork(
    {
      graph,
      elements: 'float32',
      images: transformed(graph, images, frozen),
      labels: undefined,
      labelSmoothing: 0,
      parameter: array,
      running: { isUsed: true, read: array, update: undefined },
      copied: (layer) => scalarInt(graph, frozen.copied.get(layer)!),
      skipped: () => undefined,
      unitIndex: (shape) => unitIndexOf(graph, shape),
      iteration: undefined,
      draw: undefined,
    },
    network,
  );
  return layers.get(scores)!;
}

/** The network's input: `transformImages` with the cut of the test phase, and the mean cut out beforehand. */
function transformed(
  graph: Graph,
  images: Tensor,
  { network, corner, negativeMean, scale }: FrozenNetwork,
): Tensor {
  const [height = 0, width = 0, channels = 0] = network.inputShape;
  const isWhole = network.imageShape.join() === network.inputShape.join();
  const cut = isWhole ? images : slice(graph, images, [0, ...corner, 0], [-1, height, width, channels]);
  const pixels = cast(graph, cut, 'float32');
  const mean = negativeMean && constant(graph, { dtype: 'float32', ...negativeMean }, 'negative_mean');
  const centred = mean ? add(graph, pixels, mean) : pixels;
  return scale === 1 ? centred : mul(graph, centred, scalar(graph, scale));
}
