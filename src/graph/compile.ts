import type { Adoption } from '../network/init-from.js';
import type { Network } from '../network/layer.js';
import type { Spec } from '../spec/schema/spec.js';
import { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { declareInputs } from './inputs.js';
import { declareVariables } from './variables.js';
import { adoptSignature, checkpointSignatures, initSignature } from './state-signatures.js';
import { summarySignatures } from './summary-signatures.js';
import { evaluateSignature, trainSignature } from './step-signatures.js';
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
  | 'evaluate'
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
    train: trainSignature(graph, network, spec, variables, inputs, mean),
    evaluate: evaluateSignature(graph, network, spec, variables, inputs, mean),
    ...checkpointSignatures(graph, variables),
    ...summarySignatures(graph),
  };
  verify(graph);
  return { graph, signatures };
}
