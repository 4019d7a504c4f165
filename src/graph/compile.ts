import type { WarmStart } from '../network/init-from.js';
import type { Network } from '../network/layer.js';
import { deepNetwork } from '../network/reach.js';
import type { Spec } from '../spec/schema/spec.js';
import type { CompiledGraph, CompiledNetwork, Signature, SignatureName } from './compiled.js';
import { Graph } from './graph.js';
import { declareInputs, withoutCopies } from './inputs.js';
import { declareMean, setMeanSignature } from './mean.js';
import { warmStartSignature, checkpointSignatures, initSignature } from './state-signatures.js';
import {
  accumulateSignature,
  evaluateSignature,
  trainSignature,
  type Step,
  type TestOutputs,
} from './step-signatures.js';
import { summarySignatures } from './summary-signatures.js';
import { declareRunning, declareVariables } from './variables.js';
import { verify } from './verify.js';

/**
 * Compiles a network with its solver and transform into one verified TensorFlow graph. The graph depends only on the network
 * and the spec: weights, the mean image and the images are fed.
 */
export function compile(
  network: Network,
  spec: Spec,
  outputs: TestOutputs = { logits: false },
): CompiledNetwork {
  const graph = new Graph();
  const variables = declareVariables(graph, network, spec.solver);
  const running = declareRunning(graph, network);
  const mean = declareMean(graph, network, spec.transform);
  const inputs = declareInputs(graph, network, spec);
  const signatures = {
    init: initSignature(graph, { variables, running }),
    set_mean: setMeanSignature(graph, mean),
    ...stepSignatures(graph, { network, spec, variables, running, inputs, mean }, outputs),
    ...checkpointSignatures(graph, { variables, running }),
    ...summarySignatures(graph),
  };
  verify(graph);
  return { graph, signatures, network, variables, running, mean };
}

/** Adds the signature `warm_start` to a compiled network's graph. It restores parameters from another network's checkpoint. */
export function withWarmStart(
  { graph, signatures, variables, running }: CompiledNetwork,
  warmStarts: readonly WarmStart[],
): CompiledGraph<SignatureName | 'warm_start'> {
  const signature = warmStartSignature(graph, { variables, running }, warmStarts);
  verify(graph);
  return { graph, signatures: { ...signatures, warm_start: signature } };
}

/**
 * A training step, a batch before it in the same iteration, and a test batch, each also for the deep network: the network
 * without masks, for the time when no DropIn copies units any more. A network that never copies units has the same signatures
 * for both, and `accumulate` is `train` if no batch comes before it.
 */
function stepSignatures(graph: Graph, step: Step, outputs: TestOutputs) {
  const { train, accumulate } = trainSignatures(graph, '', step);
  const evaluate = evaluateSignature(graph, 'evaluate', step, outputs);
  if (step.inputs.copied === undefined)
    return {
      ...{ train, train_deep: train, accumulate, accumulate_deep: accumulate },
      ...{ evaluate, evaluate_deep: evaluate },
    };
  const deep = { ...step, network: deepNetwork(step.network), inputs: withoutCopies(step.inputs) };
  const trainDeep = trainSignatures(graph, '_deep', deep);
  return {
    ...{ train, accumulate, train_deep: trainDeep.train, accumulate_deep: trainDeep.accumulate },
    evaluate,
    evaluate_deep: evaluateSignature(graph, 'evaluate_deep', deep, outputs),
  };
}

function trainSignatures(
  graph: Graph,
  suffix: string,
  step: Step,
): Record<'train' | 'accumulate', Signature> {
  const train = trainSignature(graph, `train${suffix}`, step);
  if (step.spec.solver.iter_size === 1) return { train, accumulate: train };
  return { train, accumulate: accumulateSignature(graph, `accumulate${suffix}`, step) };
}
