import type { Adoption } from '../network/init-from.js';
import type { Network } from '../network/layer.js';
import { deepNetwork } from '../network/reach.js';
import type { Spec } from '../spec/schema/spec.js';
import type { CompiledGraph, CompiledNetwork, Signature, SignatureName } from './compiled.js';
import { Graph } from './graph.js';
import { declareInputs, withoutCopies } from './inputs.js';
import { declareMean, setMeanSignature } from './mean.js';
import { adoptSignature, checkpointSignatures, initSignature } from './state-signatures.js';
import { evaluateSignature, trainSignature, type Step } from './step-signatures.js';
import { summarySignatures } from './summary-signatures.js';
import { declareVariables } from './variables.js';
import { verify } from './verify.js';

/**
 * Compiles a network with its solver and transform into one verified TensorFlow graph. It depends on the network and the
 * spec alone: weights, the mean image and the images themselves are fed.
 */
export function compile(network: Network, spec: Spec): CompiledNetwork {
  const graph = new Graph();
  const variables = declareVariables(graph, network, spec.solver);
  const mean = declareMean(graph, network, spec.transform);
  const inputs = declareInputs(graph, network, spec);
  const signatures = {
    init: initSignature(graph, variables),
    set_mean: setMeanSignature(graph, mean),
    ...stepSignatures(graph, { network, spec, variables, inputs, mean }),
    ...checkpointSignatures(graph, variables),
    ...summarySignatures(graph),
  };
  verify(graph);
  return { graph, signatures, network, variables, mean };
}

/** Adds to the graph of a compiled network the signature `adopt`, which takes weights from another network's checkpoint. */
export function withAdoption(
  { graph, signatures, variables }: CompiledNetwork,
  adoptions: readonly Adoption[],
): CompiledGraph<SignatureName | 'adopt'> {
  const adopt = adoptSignature(graph, variables, adoptions);
  verify(graph);
  return { graph, signatures: { ...signatures, adopt } };
}

/**
 * A training step and a test batch, and both again for the deep network, which is the network once no DropIn copies a unit:
 * without masks. They are the same signatures where nothing is ever copied.
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
