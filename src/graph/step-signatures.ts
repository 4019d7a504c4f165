import type { Network } from '../network/layer.js';
import type { Spec } from '../spec/schema/spec.js';
import { backprop } from './backprop.js';
import type { Signature } from './compile.js';
import type { Graph } from './graph.js';
import type { StepInputs } from './inputs.js';
import { unitIndexOf } from './lower/dropin.js';
import { lowerNetwork } from './lower/index.js';
import type { Tensor } from './node.js';
import { cast } from './ops/cast.js';
import { after } from './ops/identity.js';
import { inTopK } from './ops/in-top-k.js';
import { reduce } from './ops/reduce.js';
import { pack } from './ops/stack.js';
import { readVariable } from './ops/variable.js';
import { transformImages } from './transform.js';
import { applyUpdate } from './update.js';
import type { TrainedVariable } from './variables.js';

/** One training step; output `[loss, accuracy]` of the batch, before the update. */
export function trainSignature(
  graph: Graph,
  network: Network,
  spec: Spec,
  variables: readonly TrainedVariable[],
  inputs: StepInputs,
): Signature {
  return graph.scoped('train', () => {
    const { values, layers } = forward(graph, network, spec, variables, inputs, spec.solver.batch);
    const loss = reduce(graph, 'Mean', layers.get('loss')!);
    const accuracy = reduce(graph, 'Mean', layers.get('accuracy')!);
    const gradients = backprop(graph, loss, values);
    const updates = variables.map((trained, position) =>
      applyUpdate(
        graph,
        { ...trained, value: values[position]! },
        gradients[position]!,
        inputs.learningRate,
        spec.solver,
      ),
    );
    const result = after(graph, updates, pack(graph, [loss, accuracy]), 'result');
    return { inputs: fed(inputs, { learning_rate: inputs.learningRate }), outputs: { result } };
  });
}

/** A test batch of any size; output `[sum of losses, correct, correct among the top 5]`. */
export function evaluateSignature(
  graph: Graph,
  network: Network,
  spec: Spec,
  variables: readonly TrainedVariable[],
  inputs: StepInputs,
): Signature {
  return graph.scoped('evaluate', () => {
    const { layers, scores } = forward(graph, network, spec, variables, inputs, -1);
    const top5 = cast(graph, inTopK(graph, scores, inputs.labels, 5), 'float32');
    const sums = [layers.get('loss')!, layers.get('accuracy')!, top5].map((values) =>
      reduce(graph, 'Sum', values),
    );
    return { inputs: fed(inputs, {}), outputs: { result: pack(graph, sums, 'result') } };
  });
}

function fed({ images, labels, copied }: StepInputs, more: Record<string, Tensor>): Record<string, Tensor> {
  return { images, labels, ...(copied ? { copied } : {}), ...more };
}

interface Forward {
  /** Value of every variable, in their order. */
  readonly values: Tensor[];
  readonly layers: ReadonlyMap<string, Tensor>;
  /** `[N, classes]`. */
  readonly scores: Tensor;
}

/** The forward pass over `count` images (−1: any number). */
function forward(
  graph: Graph,
  network: Network,
  spec: Spec,
  variables: readonly TrainedVariable[],
  inputs: StepInputs,
  count: number,
): Forward {
  const values = variables.map(({ variable }) => readVariable(graph, variable));
  const byName = new Map(variables.map(({ parameter }, position) => [parameter.name, values[position]!]));
  const indices = new Map<string, Tensor>();
  const layers = lowerNetwork(
    {
      graph,
      images: transformImages(graph, inputs.images, count, network.inputShape, spec.transform),
      labels: inputs.labels,
      parameter: (name) => byName.get(name)!,
      copied: (layer) => inputs.copiedByLayer.get(layer)!,
      unitIndex: (shape) => {
        const key = shape.join('x');
        const index = indices.get(key) ?? unitIndexOf(graph, shape);
        indices.set(key, index);
        return index;
      },
    },
    network,
  );
  const loss = network.layers.find(({ layer }) => layer.type === 'softmax_loss')!;
  return { values, layers, scores: layers.get(loss.layer.inputs[0]!)! };
}
