import type { LayerTypeName, Network } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';
import type { SolverSpec } from '../spec/schema/solver.js';
import type { Spec } from '../spec/schema/spec.js';
import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { skippingConvs, skippingGroups } from './skipping.js';
import { placeholder } from './ops/placeholder.js';
import { unpack } from './ops/unpack.js';
import { needsBoxes, type FedImages } from './transform.js';

/** The fed tensors of a step. */
export interface StepInputs extends FedImages {
  /** Scalar float32. */
  readonly learningRate: Tensor;
  /** Scalar int32: number of updates before this step. Undefined if nothing depends on it. */
  readonly iteration: Tensor | undefined;
  /**
   * Scalar int32: number of training batches before this one. Undefined if nothing depends on it, or if it is the iteration, as
   * without iter_size.
   */
  readonly batchNumber: Tensor | undefined;
  /** `[scheduled layers]` int32: copied units of each, in the network's order. Undefined if there are no such layers. */
  readonly copied: Tensor | undefined;
  /** The elements of `copied`, by layer. */
  readonly copiedByLayer: ReadonlyMap<string, Tensor>;
  /** Int32: skipped leading channels of each group of each skipping convolution. Undefined if there are none. */
  readonly skipped: Tensor | undefined;
  /** The elements of `skipped` by convolution, and also by the DropIn of each convolution. */
  readonly skippedByLayer: ReadonlyMap<string, readonly Tensor[]>;
}

/** The fed tensors of a step of the deep network, in which no unit is copied. */
export function withoutCopies(inputs: StepInputs): StepInputs {
  const none = { copied: undefined, copiedByLayer: new Map(), skipped: undefined, skippedByLayer: new Map() };
  return { ...inputs, ...none };
}

export function declareInputs(graph: Graph, network: Network, { transform, solver }: Spec): StepInputs {
  const dropIns = dropInNames(network);
  const copied = dropIns.length > 0 ? placeholder(graph, 'copied', 'int32', [dropIns.length]) : undefined;
  const scalars = copied ? unpack(graph, copied) : [];
  return {
    images: placeholder(graph, 'images', 'string', []),
    labels: placeholder(graph, 'labels', 'int32', [-1]),
    boxes: needsBoxes(transform) ? placeholder(graph, 'boxes', 'float32', [-1, 4]) : undefined,
    learningRate: placeholder(graph, 'learning_rate', 'float32', []),
    iteration:
      drawsNumbers(network) || countsSteps(solver) ? placeholder(graph, 'iteration', 'int32', []) : undefined,
    batchNumber:
      drawsNumbers(network) && solver.iter_size > 1
        ? placeholder(graph, 'batch_number', 'int32', [])
        : undefined,
    copied,
    copiedByLayer: new Map(dropIns.map((name, position) => [name, scalars[position]!])),
    ...declareSkipped(graph, network),
  };
}

function declareSkipped(graph: Graph, network: Network): Pick<StepInputs, 'skipped' | 'skippedByLayer'> {
  const convs = skippingConvs(network);
  if (convs.length === 0) return { skipped: undefined, skippedByLayer: new Map() };
  const skipped = placeholder(graph, 'skipped', 'int32', [skippingGroups(convs)]);
  const counts = unpack(graph, skipped);
  let offset = 0;
  const skippedByLayer = new Map<string, readonly Tensor[]>();
  for (const { conv, dropIn, groups } of convs) {
    const own = counts.slice(offset, (offset += groups));
    skippedByLayer.set(conv, own).set(dropIn, own);
  }
  return { skipped, skippedByLayer };
}

/** Names of the scheduled layers, in the order of `copied`. */
export function dropInNames(network: Network): string[] {
  return scheduledLayers(network).map(({ name }) => name);
}

/** The layers that draw random numbers in training. */
const DRAWING: ReadonlySet<LayerTypeName> = new Set(['dropout', 'regularizing_dropin', 'stochastic_depth']);

function drawsNumbers(network: Network): boolean {
  return network.layers.some(({ layer }) => DRAWING.has(layer.type));
}

/** Whether the solver's formula depends on the iteration. */
function countsSteps({ type }: SolverSpec): boolean {
  return type === 'adam' || type === 'adamw';
}
