import type { Network } from '../network/layer.js';
import { correctInTopK } from './accuracy.js';
import type { Signature } from './compiled.js';
import { gradientsOf } from './gradients.js';
import type { Graph } from './graph.js';
import type { StepInputs } from './inputs.js';
import type { Tensor } from './node.js';
import { concat } from './ops/concat.js';
import { after } from './ops/identity.js';
import { reduce } from './ops/reduce.js';
import { reshape } from './ops/reshape.js';
import { pack } from './ops/stack.js';
import { readVariable } from './ops/variable.js';
import { forward, type Step } from './pass.js';
import { decodeImages } from './transform.js';
import { accumulateGradients, applyUpdates } from './update.js';

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

/** Top-5 accuracy is always 1 for at most five classes. (Caffe refuses a `top_k` above the number of classes.) */
export function hasTop5({ classes }: Network): boolean {
  return classes > 5;
}

/**
 * A test batch of N images; output `[sum of losses, correct]` or, with top-5, `[sum of losses, correct, correct in top 5]`.
 * With logits, N · classes more numbers follow. It runs on one device, the first.
 */
export function evaluateSignature(graph: Graph, scope: string, step: Step, outputs: TestOutputs): Signature {
  const { inputs, network, variables } = step;
  return graph.scoped(scope, () => {
    const values = variables.map(({ variable }) => readVariable(graph, variable));
    const images = decodeImages(graph, inputs, [-1, ...network.inputShape]);
    const { layers, logits } = forward(graph, step, { values, images }, undefined);
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
