import type { Network } from '../network/layer.js';
import type { Stage } from '../network/stages.js';
import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import type { Variable } from './ops/variable.js';
import type { RunningVariable, TrainedVariable } from './variables.js';

/** A way to call the graph: the tensors to feed and the tensors that it returns. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export type SignatureName =
  | 'init'
  | 'set_mean'
  | 'train'
  | 'train_deep'
  | 'accumulate'
  | 'accumulate_deep'
  | 'evaluate'
  | 'evaluate_deep'
  | 'save'
  | 'restore'
  | 'open_summary'
  | 'write_summary'
  | 'flush_summary';

/** Measure norms around a training step: `norms` and `norms_deep` before it, of its own batch, `update_norms` after it. */
export type NormSignatureName = 'norms' | 'norms_deep' | 'update_norms';

/** Signatures of a stage (`stages`), by its position. */
export type StageSignatureName = `${'train' | 'accumulate' | 'evaluate'}_stage${number}`;

/** A graph and the ways to call it. */
export interface CompiledGraph<Name extends string = SignatureName> {
  readonly graph: Graph;
  readonly signatures: Readonly<Record<Name, Signature>>;
}

/** Signatures for the norms of every layer with parameters. */
export interface CompiledNorms {
  /** Display names of the layers, in the network's order. */
  readonly layers: readonly string[];
  readonly signatures: Readonly<Record<NormSignatureName, Signature>>;
}

/** The same steps without the DropIns that have not begun. They give the same numbers, so the graph's digest leaves them out. */
export interface CompiledStages {
  readonly stages: readonly Stage[];
  readonly signatures: Readonly<Record<StageSignatureName, Signature>>;
}

/** A network compiled with its solver and transform, without data and weights. */
export interface CompiledNetwork extends CompiledGraph {
  readonly network: Network;
  readonly variables: readonly TrainedVariable[];
  readonly running: readonly RunningVariable[];
  /** See `declareMean`. */
  readonly mean: Variable | undefined;
  readonly stages: CompiledStages;
  /** Undefined if the spec measures no norms. */
  readonly norms: CompiledNorms | undefined;
  /** Number of devices that a training batch is divided among. */
  readonly devices: number;
}
