import type { Adoption } from '../network/init-from.js';
import type { Network } from '../network/layer.js';
import { deepNetwork } from '../network/reach.js';
import type { Spec } from '../spec/schema/spec.js';
import { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { declareInputs, withoutCopies } from './inputs.js';
import { declareVariables } from './variables.js';
import { adoptSignature, checkpointSignatures, initSignature } from './state-signatures.js';
import { summarySignatures } from './summary-signatures.js';
import { evaluateSignature, trainSignature, type Step } from './step-signatures.js';
import type { MeanImage } from './transform.js';
import { verify } from './verify.js';

/** A call into the graph: what is fed and what comes back. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export type SignatureName =
  | 'init'
  | 'adopt'
  | 'train'
  | 'train_deep'
  | 'evaluate'
  | 'evaluate_deep'
  | 'save'
  | 'restore'
  | 'open_summary'
  | 'write_summary'
  | 'flush_summary';

export interface CompiledGraph<Name extends string = SignatureName> {
  readonly graph: Graph;
  readonly signatures: Readonly<Record<Name, Signature>>;
}

/**
 * Compiles a network with its solver and transform into one verified TensorFlow graph.
 *
 * @param mean Needed where the transform subtracts one.
 * @param adoptions What the signature `adopt` takes from another network's checkpoint.
 */
export function compile(
  network: Network,
  spec: Spec,
  mean?: MeanImage,
  adoptions: readonly Adoption[] = [],
): CompiledGraph {
  const graph = new Graph();
  const variables = declareVariables(graph, network);
  const inputs = declareInputs(graph, network, spec.transform);
  const signatures = {
    init: initSignature(graph, variables),
    adopt: adoptSignature(graph, variables, adoptions),
    ...stepSignatures(graph, { network, spec, variables, inputs, mean }),
    ...checkpointSignatures(graph, variables),
    ...summarySignatures(graph),
  };
  verify(graph);
  return { graph, signatures };
}

/**
 * A training step and a test batch, and the same of the deep network, which every DropIn has become when no unit is
 * copied: without masks to apply. Where nothing is ever copied they are one.
 */
function stepSignatures(
  graph: Graph,
  step: Step,
): Record<'train' | 'train_deep' | 'evaluate' | 'evaluate_deep', Signature> {
  const train = trainSignature(graph, 'train', step);
  const evaluate = evaluateSignature(graph, 'evaluate', step);
  if (step.inputs.copied === undefined)
    return { train, train_deep: train, evaluate, evaluate_deep: evaluate };
  const deep = { ...step, network: deepNetwork(step.network), inputs: withoutCopies(step.inputs) };
  return {
    train,
    train_deep: trainSignature(graph, 'train_deep', deep),
    evaluate,
    evaluate_deep: evaluateSignature(graph, 'evaluate_deep', deep),
  };
}
