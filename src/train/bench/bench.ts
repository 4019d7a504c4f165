import { performance } from 'node:perf_hooks';
import type { Program } from '../../engine/program.js';
import type { Trace, Tracer } from '../../engine/trace.js';
import type { CompiledNetwork, Signature } from '../../graph/compiled.js';
import { layersOf, type Membership } from '../../graph/layer-of.js';
import { nodesOf } from '../../graph/signature-nodes.js';
import { stepSuffix } from '../../graph/step-kind.js';
import { displayName } from '../../network/wiring.js';
import type { Spec } from '../../spec/schema/spec.js';
import { blackImage, copiedAt, syntheticBatch } from '../synthetic.js';
import { layerTimes, type LayerTime } from './layer-times.js';

export interface BenchOptions {
  /** Fraction of new units, in every DropIn. */
  readonly p: number;
  /** Timed steps, and as many traced ones after them. */
  readonly steps: number;
  /** Steps before them. */
  readonly warmup: number;
}

/** Times of a training step, in milliseconds. */
export interface Bench {
  readonly layers: readonly LayerTime[];
  /** Of whole steps, without a trace. */
  readonly step: { readonly mean: number; readonly min: number; readonly max: number };
  /** Of all operations. */
  readonly operations: number;
  /** The last traced step, and the layers of its nodes. */
  readonly trace: Trace;
  readonly membership: ReadonlyMap<string, Membership>;
}

/** Times training steps on made-up images, then traces as many, to divide their time among the layers. */
export function bench(
  compiled: CompiledNetwork,
  spec: Spec,
  program: Program,
  tracer: Tracer,
  { p, steps, warmup }: BenchOptions,
): Bench {
  const { network } = compiled;
  if (spec.transform.mean !== 'none') program.setMean(blackImage(network));
  program.initialize(spec.seed);
  const batch = syntheticBatch(network, spec.solver.batch);
  const copied = copiedAt(network, p);
  const step = () => void program.trainStep(batch, { learningRate: 0, iteration: 0, copied });
  for (let i = 0; i < warmup; i++) step();
  const times = Array.from({ length: steps }, () => {
    const began = performance.now();
    step();
    return performance.now() - began;
  });
  const traces = tracer.traced(() => {
    for (let i = 0; i < steps; i++) step();
  });
  const membership = membershipAt(compiled, copied);
  const names = network.layers.map(({ layer }) => displayName(layer.name));
  const layers = layerTimes(traces, membership, [...new Set(names)]);
  return {
    layers,
    step: { mean: mean(times), min: Math.min(...times), max: Math.max(...times) },
    operations: layers.reduce((sum, one) => sum + one.forward + one.backward + one.update, 0),
    trace: traces.at(-1)!,
    membership,
  };
}

/** The layers of the nodes that a step runs, by name. */
function membershipAt(
  { graph, network, signatures, stages }: CompiledNetwork,
  copied: readonly number[],
): ReadonlyMap<string, Membership> {
  const suffix = stepSuffix(network, stages.stages)(copied);
  // A network that never copies units has one step.
  const isShared = suffix === '_deep' && signatures.train_deep === signatures.train;
  const scope = isShared ? 'train' : (`train${suffix}` as const);
  const all: Readonly<Record<string, Signature>> = { ...signatures, ...stages.signatures };
  const found = layersOf(nodesOf(all[scope]!, graph), scope, network);
  return new Map([...found].map(([node, membership]) => [node.name, membership]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
