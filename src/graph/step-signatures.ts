import type { Network } from '../network/layer.js';
import type { Spec } from '../spec/schema/spec.js';
import { backprop } from './backprop.js';
import type { Signature } from './compile.js';
import type { Graph } from './graph.js';
import { nameSeed } from './initialize.js';
import type { StepInputs } from './inputs.js';
import { unitIndexOf } from './lower/dropin.js';
import { lowerNetwork } from './lower/index.js';
import type { Tensor } from './node.js';
import { cast } from './ops/cast.js';
import { scalarInt } from './ops/constant.js';
import { after } from './ops/identity.js';
import { inTopK } from './ops/in-top-k.js';
import { reduce } from './ops/reduce.js';
import { pack } from './ops/stack.js';
import { readVariable } from './ops/variable.js';
import { transformImages, type MeanImage } from './transform.js';
import { applyUpdate } from './update.js';
import { usersOf } from './users.js';
import type { TrainedVariable } from './variables.js';

/** One training step; output `[loss, accuracy]` of the batch, before the update. */
export function trainSignature(
  graph: Graph,
  network: Network,
  spec: Spec,
  variables: readonly TrainedVariable[],
  inputs: StepInputs,
  mean: MeanImage | undefined,
): Signature {
  return graph.scoped('train', () => {
    const { values, layers } = forward(graph, network, spec, variables, inputs, mean, 'train');
    const loss = reduce(graph, 'Mean', layers.get('loss')!);
    const accuracy = reduce(graph, 'Mean', layers.get('accuracy')!);
    const backwardFrom = graph.nodes.length;
    const gradients = backprop(graph, loss, values);
    const backwardTo = graph.nodes.length;
    const updates = variables.map((variable, position) => {
      const trained = { ...variable, value: values[position]!, gradient: gradients[position]! };
      const lastUsers = usersOf(graph, trained.value, backwardFrom, backwardTo);
      return applyUpdate(graph, trained, inputs.learningRate, spec.solver, lastUsers);
    });
    const result = after(graph, updates, pack(graph, [loss, accuracy]), 'result');
    return { inputs: fed(inputs, trainInputs(inputs)), outputs: { result } };
  });
}

/** A test batch of any size; output `[sum of losses, correct, correct among the top 5]`. */
export function evaluateSignature(
  graph: Graph,
  network: Network,
  spec: Spec,
  variables: readonly TrainedVariable[],
  inputs: StepInputs,
  mean: MeanImage | undefined,
): Signature {
  return graph.scoped('evaluate', () => {
    const { layers, scores } = forward(graph, network, spec, variables, inputs, mean, 'evaluate');
    const top5 = cast(graph, inTopK(graph, scores, inputs.labels, 5), 'float32');
    const sums = [layers.get('loss')!, layers.get('accuracy')!, top5].map((values) =>
      reduce(graph, 'Sum', values),
    );
    return { inputs: fed(inputs, {}), outputs: { result: pack(graph, sums, 'result') } };
  });
}

function fed(
  { images, labels, boxes, copied }: StepInputs,
  more: Record<string, Tensor>,
): Record<string, Tensor> {
  return { images, labels, ...(boxes ? { boxes } : {}), ...(copied ? { copied } : {}), ...more };
}

function trainInputs({ learningRate, iteration }: StepInputs): Record<string, Tensor> {
  return { learning_rate: learningRate, ...(iteration ? { iteration } : {}) };
}

interface Forward {
  /** Value of every variable, in their order. */
  readonly values: Tensor[];
  readonly layers: ReadonlyMap<string, Tensor>;
  /** `[N, classes]`. */
  readonly scores: Tensor;
}

/** The forward pass over a training batch, or over any number of images to be tested. */
function forward(
  graph: Graph,
  network: Network,
  spec: Spec,
  variables: readonly TrainedVariable[],
  inputs: StepInputs,
  mean: MeanImage | undefined,
  mode: 'train' | 'evaluate',
): Forward {
  const count = mode === 'train' ? spec.solver.batch : -1;
  const values = variables.map(({ variable }) => readVariable(graph, variable));
  const byName = new Map(variables.map(({ parameter }, position) => [parameter.name, values[position]!]));
  const indices = new Map<string, Tensor>();
  const layers = lowerNetwork(
    {
      graph,
      images: transformImages(graph, inputs, count, network.inputShape, spec.transform, mean),
      labels: inputs.labels,
      parameter: (name) => byName.get(name)!,
      copied: (layer) => inputs.copiedByLayer.get(layer)!,
      unitIndex: (shape) => {
        const key = shape.join('x');
        const index = indices.get(key) ?? unitIndexOf(graph, shape);
        indices.set(key, index);
        return index;
      },
      noise: mode === 'train' ? (layer) => noiseSeed(graph, spec.seed, layer, inputs) : undefined,
    },
    network,
  );
  const loss = network.layers.find(({ layer }) => layer.type === 'softmax_loss')!;
  return { values, layers, scores: layers.get(loss.layer.inputs[0]!)! };
}

/** Repeatable from the run's seed, the layer's name and the iteration. */
function noiseSeed(graph: Graph, seed: number, layer: string, { iteration }: StepInputs): Tensor {
  if (!iteration) throw new Error(`${layer}: a layer that draws numbers has no iteration`);
  return pack(graph, [scalarInt(graph, seed ^ nameSeed(layer)), iteration]);
}
