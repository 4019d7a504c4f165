import type { WarmStart } from '../network/init-from.js';
import type { Network } from '../network/layer.js';
import { deepNetwork, withoutAbsent, withoutAbsentButRunning } from '../network/reach.js';
import { stages, type Stage } from '../network/stages.js';
import type { Spec } from '../spec/schema/spec.js';
import type {
  CompiledGraph,
  CompiledNetwork,
  CompiledStages,
  Signature,
  NormSignatureName,
  SignatureName,
  StageSignatureName,
} from './compiled.js';
import { Graph } from './graph.js';
import { declareInputs, withoutCopies } from './inputs.js';
import { declareMean, setMeanSignature } from './mean.js';
import { compileNorms } from './norms.js';
import { warmStartSignature, checkpointSignatures, initSignature } from './state-signatures.js';
import type { Step } from './pass.js';
import {
  accumulateSignature,
  evaluateSignature,
  trainSignature,
  type TestOutputs,
} from './step-signatures.js';
import { summarySignatures } from './summary-signatures.js';
import { declareRunning, declareVariables } from './variables.js';
import { verify } from './verify.js';

export interface CompileOptions extends TestOutputs {
  /** Number of devices that a training batch is divided among; it divides the batch. Tests run on the first. */
  readonly devices: number;
}

/**
 * Compiles a network with its solver and transform into one verified TensorFlow graph. The graph depends only on the network
 * and the spec: weights, the mean image and the images are fed.
 */
export function compile(
  network: Network,
  spec: Spec,
  { logits = false, devices = 1 }: Partial<CompileOptions> = {},
): CompiledNetwork {
  const graph = new Graph();
  const variables = declareVariables(graph, network, spec.solver);
  const running = declareRunning(graph, network);
  const mean = declareMean(graph, network, spec.transform);
  const inputs = declareInputs(graph, network, spec);
  const step = { network, spec, variables, running, inputs, mean, devices };
  const deep = inputs.copied === undefined ? step : deepStep(step);
  const signatures = {
    init: initSignature(graph, { variables, running }),
    set_mean: setMeanSignature(graph, mean),
    ...stepSignatures(graph, step, deep, { logits }),
    ...checkpointSignatures(graph, { variables, running }),
    ...summarySignatures(graph),
  };
  const staged = compileStages(graph, step, { logits });
  const norms = spec.norms && compileNorms(graph, step, deep);
  verify(graph);
  return { graph, signatures, network, variables, running, mean, stages: staged, norms, devices };
}

/** The signatures of a program. */
export type ProgramSignature = SignatureName | StageSignatureName | NormSignatureName | 'warm_start';

/** All signatures of a compiled network, and another one, `warm_start`. It restores parameters from another network's checkpoint. */
export function withWarmStart(
  { graph, signatures, variables, running, stages, norms }: CompiledNetwork,
  warmStarts: readonly WarmStart[],
): CompiledGraph<ProgramSignature> {
  const signature = warmStartSignature(graph, { variables, running }, warmStarts);
  verify(graph);
  const all = { ...signatures, ...stages.signatures, ...norms?.signatures, warm_start: signature };
  // Those of norms are missing if the spec measures none; nothing calls them then.
  return { graph, signatures: all as Record<ProgramSignature, Signature> };
}

/**
 * A training step, a batch before it in the same iteration, and a test batch, each also for the deep network: the network
 * without masks, for the time when no DropIn copies units any more. A network that never copies units has the same signatures
 * for both, and `accumulate` is `train` if no batch comes before it.
 */
function stepSignatures(graph: Graph, step: Step, deep: Step, outputs: TestOutputs) {
  const { train, accumulate } = trainSignatures(graph, '', step);
  const evaluate = evaluateSignature(graph, 'evaluate', step, outputs);
  if (deep === step)
    return {
      ...{ train, train_deep: train, accumulate, accumulate_deep: accumulate },
      ...{ evaluate, evaluate_deep: evaluate },
    };
  const trainDeep = trainSignatures(graph, '_deep', deep);
  return {
    ...{ train, accumulate, train_deep: trainDeep.train, accumulate_deep: trainDeep.accumulate },
    evaluate,
    evaluate_deep: evaluateSignature(graph, 'evaluate_deep', deep, outputs),
  };
}

function compileStages(graph: Graph, step: Step, outputs: TestOutputs): CompiledStages {
  const found = stages(step.network);
  const signatures = found.map((stage, i): CompiledStages['signatures'] => {
    const staged = stageStep(step, stage);
    const { train, accumulate } = trainSignatures(graph, `_stage${i}`, staged);
    return {
      [`train_stage${i}`]: train,
      [`accumulate_stage${i}`]: accumulate,
      [`evaluate_stage${i}`]: evaluateSignature(graph, `evaluate_stage${i}`, staged, outputs),
    };
  });
  return { stages: found, signatures: Object.assign({}, ...signatures) as CompiledStages['signatures'] };
}

function stageStep(step: Step, { absent }: Stage): Step {
  return {
    ...step,
    network: withoutAbsent(step.network, absent),
    trained: withoutAbsentButRunning(step.network, absent),
  };
}

function deepStep(step: Step): Step {
  return { ...step, network: deepNetwork(step.network), inputs: withoutCopies(step.inputs) };
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
