import type { Network } from '../network/layer.js';
import { backprop } from './backprop.js';
import type { Graph } from './graph.js';
import type { Node, Place, Tensor } from './node.js';
import { addN, mul } from './ops/arithmetic.js';
import { scalar } from './ops/constant.js';
import { full } from './ops/fill.js';
import { reduce } from './ops/reduce.js';
import { slice } from './ops/slice-pad.js';
import { pack } from './ops/stack.js';
import { readVariable } from './ops/variable.js';
import { forward, type PassInputs, type Step } from './pass.js';
import { decodeImages, type DecodedImages } from './transform.js';
import type { Gradient } from './update.js';
import { indexUsers } from './users.js';
import type { TrainedVariable } from './variables.js';

/** A batch of an iteration, up to the update. */
export interface BatchGradients {
  /** One of each variable, in the same order. */
  readonly gradients: readonly Gradient[];
  /** One for each device. */
  readonly towers: readonly Pick<Tower, 'place' | 'layers'>[];
  /** The nodes that update the running arrays. */
  readonly kept: readonly Node[];
  /** `[loss, accuracy]`. */
  readonly measured: Tensor;
}

/** The forward and the backward pass over a device's part of a batch. */
interface Tower {
  readonly place: Place | undefined;
  /** The output of every layer. */
  readonly layers: ReadonlyMap<string, Tensor>;
  /** See `Forward`. */
  readonly updates: readonly Node[];
  /** Means over the part. */
  readonly loss: Tensor;
  readonly accuracy: Tensor;
  /** Position in the graph where the backward pass begins. */
  readonly backwardFrom: number;
  /** Of each reached value: that of the part's mean loss, divided by the number of devices. */
  readonly gradients: readonly Tensor[];
}

/**
 * The forward and the backward pass over a training batch. With several devices, each has a copy of the network, a tower, and an
 * equal part of the batch; the gradients are added on the first device, which has the variables.
 */
export function gradientsOf(graph: Graph, step: Step): BatchGradients {
  const { network, variables, devices } = step;
  const values = variables.map(({ variable }) => readVariable(graph, variable));
  const reached = valuesOf(network, variables, values);
  const towers = partsOf(graph, step).map((images, device) => {
    // The first tower is placed as a network on one device is.
    const place = device === 0 ? undefined : device;
    const pass = () => tower(graph, step, { values, images }, { device, reached });
    return {
      place,
      ...graph.placed(place, () => (devices === 1 ? pass() : graph.scoped(`tower${device}`, pass))),
    };
  });
  const found = new Map(
    reached.map((value, i) => [
      value,
      addN(
        graph,
        towers.map(({ gradients }) => gradients[i]!),
      ),
    ]),
  );
  const lastUsers = indexUsers(graph, towers[0]!.backwardFrom, graph.nodes.length);
  const gradients = variables.map((variable, position) => {
    const value = values[position]!;
    // The deep network may not use a layer that DropIns only copy from. Its weights still decay.
    const gradient = found.get(value) ?? full(graph, value.shape, 0);
    return { ...variable, value, gradient, lastUsers: lastUsers(value) };
  });
  const measured = (['loss', 'accuracy'] as const).map((name) =>
    mean(
      graph,
      towers.map((each) => each[name]),
    ),
  );
  return {
    gradients,
    towers,
    kept: towers.flatMap(({ updates }) => updates),
    measured: pack(graph, measured),
  };
}

function tower(
  graph: Graph,
  step: Step,
  inputs: PassInputs,
  { device, reached }: { readonly device: number; readonly reached: readonly Tensor[] },
): Omit<Tower, 'place'> {
  const { layers, updates } = forward(graph, step, inputs, device);
  const loss = reduce(graph, 'Mean', layers.get('loss')!);
  const accuracy = reduce(graph, 'Mean', layers.get('accuracy')!);
  const backwardFrom = graph.nodes.length;
  const gradients = backprop(graph, loss, reached, 1 / step.devices);
  return { layers, updates, loss, accuracy, backwardFrom, gradients };
}

/** The images of each device. They are decoded and divided in the host's memory, from where each device takes its part. */
function partsOf(graph: Graph, { network, spec, inputs, devices }: Step): DecodedImages[] {
  const { batch } = spec.solver;
  const shape = [batch, ...network.inputShape];
  if (devices === 1) return [decodeImages(graph, inputs, shape)];
  const part = batch / devices;
  if (!Number.isInteger(part)) throw new Error(`a batch of ${batch} cannot be divided by ${devices} devices`);
  return graph.placed('host', () => {
    const { pixels, labels, boxes } = decodeImages(graph, inputs, shape);
    const rows = (x: Tensor, device: number) => {
      const rest = x.shape.slice(1);
      return slice(graph, x, [device * part, ...rest.map(() => 0)], [part, ...rest]);
    };
    return Array.from({ length: devices }, (_, device) => ({
      pixels: rows(pixels, device),
      labels: rows(labels, device),
      boxes: boxes && rows(boxes, device),
    }));
  });
}

/** The mean of tensors of the same shape. */
export function mean(graph: Graph, terms: readonly Tensor[]): Tensor {
  const sum = addN(graph, terms);
  return terms.length === 1 ? sum : mul(graph, sum, scalar(graph, 1 / terms.length));
}

/** The values of the parameters that a network uses: for the deep network perhaps not all. */
function valuesOf(
  network: Network,
  variables: readonly TrainedVariable[],
  values: readonly Tensor[],
): Tensor[] {
  const names = new Set(network.layers.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  return values.filter((_, position) => names.has(variables[position]!.parameter.name));
}
