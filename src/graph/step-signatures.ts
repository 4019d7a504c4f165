import type { Network } from '../network/layer.js';
import type { Spec } from '../spec/schema/spec.js';
import { correctInTopK } from './accuracy.js';
import { backprop } from './backprop.js';
import type { Signature } from './compiled.js';
import type { Graph } from './graph.js';
import { nameSeed } from './initialize.js';
import type { StepInputs } from './inputs.js';
import { unitIndexOf } from './lower/dropin.js';
import { lowerNetwork } from './lower/index.js';
import { elementsOf } from './lower/precision.js';
import type { Node, Tensor } from './node.js';
import { cast } from './ops/cast.js';
import { concat } from './ops/concat.js';
import { scalarInt } from './ops/constant.js';
import { full } from './ops/fill.js';
import { after } from './ops/identity.js';
import { reduce } from './ops/reduce.js';
import { reshape } from './ops/reshape.js';
import { pack } from './ops/stack.js';
import { assignVariable, readVariable, type Variable } from './ops/variable.js';
import { transformImages } from './transform.js';
import { accumulateGradients, applyUpdates, type Gradient } from './update.js';
import { indexUsers } from './users.js';
import type { RunningVariable, TrainedVariable } from './variables.js';

/** What a step is compiled from. */
export interface Step {
  readonly network: Network;
  readonly spec: Spec;
  readonly variables: readonly TrainedVariable[];
  readonly running: readonly RunningVariable[];
  readonly inputs: StepInputs;
  /** See `declareMean`. */
  readonly mean: Variable | undefined;
}

/** What a test batch gives besides its sums. */
export interface TestOutputs {
  /** Whether to append the logits. */
  readonly logits: boolean;
}

/** The last batch of an iteration, and the update; output `[loss, accuracy]` of the batch, before the update. */
export function trainSignature(graph: Graph, scope: string, step: Step): Signature {
  const { spec, inputs } = step;
  return graph.scoped(scope, () => {
    const { gradients, kept, measured } = gradientsOf(graph, step);
    const updates = applyUpdates(graph, gradients, spec.solver, inputs);
    const result = after(graph, [...updates, ...kept], measured, 'result');
    return { inputs: fed(inputs, trainInputs(inputs)), outputs: { result } };
  });
}

/** A batch of an iteration that is not the last; output as of `trainSignature`. */
export function accumulateSignature(graph: Graph, scope: string, step: Step): Signature {
  const { spec, inputs } = step;
  return graph.scoped(scope, () => {
    const { gradients, kept, measured } = gradientsOf(graph, step);
    const sums = accumulateGradients(graph, gradients, spec.solver);
    const result = after(graph, [...sums, ...kept], measured, 'result');
    return { inputs: fed(inputs, trainInputs(inputs)), outputs: { result } };
  });
}

/** A batch of an iteration, up to the update. */
export interface BatchGradients {
  /** One of each variable, in the same order. */
  readonly gradients: readonly Gradient[];
  /** The output of every layer. */
  readonly layers: ReadonlyMap<string, Tensor>;
  /** The nodes that update the running arrays. */
  readonly kept: readonly Node[];
  /** `[loss, accuracy]`. */
  readonly measured: Tensor;
}

/** The forward and the backward pass over a training batch. */
export function gradientsOf(graph: Graph, step: Step): BatchGradients {
  const { network, variables } = step;
  const { values, layers, updates: kept } = forward(graph, step, 'train');
  const loss = reduce(graph, 'Mean', layers.get('loss')!);
  const accuracy = reduce(graph, 'Mean', layers.get('accuracy')!);
  const backwardFrom = graph.nodes.length;
  const reached = valuesOf(network, variables, values);
  const found = new Map(backprop(graph, loss, reached).map((gradient, i) => [reached[i]!, gradient]));
  const lastUsers = indexUsers(graph, backwardFrom, graph.nodes.length);
  const gradients = variables.map((variable, position) => {
    const value = values[position]!;
    // The deep network may not use a layer that DropIns only copy from. Its weights still decay.
    const gradient = found.get(value) ?? full(graph, value.shape, 0);
    return { ...variable, value, gradient, lastUsers: lastUsers(value) };
  });
  return { gradients, layers, kept, measured: pack(graph, [loss, accuracy]) };
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

/** Top-5 accuracy is always 1 for at most five classes. (Caffe refuses a `top_k` above the number of classes.) */
export function hasTop5({ classes }: Network): boolean {
  return classes > 5;
}

/**
 * A test batch of N images; output `[sum of losses, correct]` or, with top-5, `[sum of losses, correct, correct in top 5]`.
 * With logits, N · classes more numbers follow.
 */
export function evaluateSignature(graph: Graph, scope: string, step: Step, outputs: TestOutputs): Signature {
  const { inputs, network } = step;
  return graph.scoped(scope, () => {
    const { layers, logits } = forward(graph, step, 'evaluate');
    const top5 = hasTop5(network) ? [correctInTopK(graph, logits, inputs.labels, 5)] : [];
    const sums = [layers.get('loss')!, layers.get('accuracy')!, ...top5].map((values) =>
      reduce(graph, 'Sum', values),
    );
    if (!outputs.logits) return { inputs: fed(inputs, {}), outputs: { result: pack(graph, sums, 'result') } };
    const result = concat(graph, [pack(graph, sums), reshape(graph, logits, [-1])]);
    return { inputs: fed(inputs, {}), outputs: { result } };
  });
}

/** The fed tensors of a step, and more. */
export function fed(
  { images, labels, boxes, copied, skipped }: StepInputs,
  more: Record<string, Tensor>,
): Record<string, Tensor> {
  return {
    images,
    labels,
    ...(boxes ? { boxes } : {}),
    ...(copied ? { copied } : {}),
    ...(skipped ? { skipped } : {}),
    ...more,
  };
}

export function trainInputs({ learningRate, iteration, batchNumber }: StepInputs): Record<string, Tensor> {
  return {
    learning_rate: learningRate,
    ...(iteration ? { iteration } : {}),
    ...(batchNumber ? { batch_number: batchNumber } : {}),
  };
}

interface Forward {
  /** The value of every variable, in the same order. */
  readonly values: Tensor[];
  readonly layers: ReadonlyMap<string, Tensor>;
  /** In training, the nodes that update the running arrays. */
  readonly updates: readonly Node[];
  /** `[N, classes]`. */
  readonly logits: Tensor;
}

/** The forward pass over a training batch, or over a test batch of any size. */
function forward(
  graph: Graph,
  { network, spec, variables, running, inputs, mean }: Step,
  mode: 'train' | 'evaluate',
): Forward {
  const count = mode === 'train' ? spec.solver.batch : -1;
  const values = variables.map(({ variable }) => readVariable(graph, variable));
  const byName = new Map(variables.map(({ parameter }, position) => [parameter.name, values[position]!]));
  const runningByName = new Map(running.map(({ variable }) => [variable.name, variable]));
  const updates: Node[] = [];
  const indices = new Map<string, Tensor>();
  const layers = lowerNetwork(
    {
      graph,
      elements: elementsOf(spec.solver),
      images: transformImages(graph, inputs, {
        settings: spec.transform,
        mean,
        shape: [count, ...network.inputShape],
      }),
      labels: inputs.labels,
      labelSmoothing: mode === 'train' ? spec.solver.label_smoothing : 0,
      parameter: (name) => byName.get(name)!,
      copied: (layer) => inputs.copiedByLayer.get(layer)!,
      skipped: (layer) => inputs.skippedByLayer.get(layer),
      unitIndex: (shape) => {
        const key = shape.join('x');
        const index = indices.get(key) ?? unitIndexOf(graph, shape);
        indices.set(key, index);
        return index;
      },
      running: {
        read: (name) => readVariable(graph, runningByName.get(name)!),
        update:
          mode === 'train'
            ? (name, value) => void updates.push(assignVariable(graph, runningByName.get(name)!, value))
            : undefined,
      },
      iteration: mode === 'train' ? inputs.iteration : undefined,
      noise: mode === 'train' ? (layer) => noiseSeed(graph, spec.seed, layer, inputs) : undefined,
    },
    network,
  );
  const loss = network.layers.find(({ layer }) => layer.type === 'softmax_loss')!;
  const logits = cast(graph, layers.get(loss.layer.inputs[0]!)!, 'float32');
  return { values, layers, updates, logits };
}

/** The seed of a layer's random numbers, from the run's seed, the layer's name and the number of the batch. */
function noiseSeed(graph: Graph, seed: number, layer: string, inputs: StepInputs): Tensor {
  const number = inputs.batchNumber ?? inputs.iteration;
  if (!number) throw new Error(`${layer}: a layer that draws random numbers needs the iteration`);
  return pack(graph, [scalarInt(graph, seed ^ nameSeed(layer)), number]);
}
