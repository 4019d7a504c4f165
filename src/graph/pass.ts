import type { Network } from '../network/layer.js';
import type { Spec } from '../spec/schema/spec.js';
import type { Graph } from './graph.js';
import { nameSeed } from './initialize.js';
import type { StepInputs } from './inputs.js';
import type { Draw } from './lower/context.js';
import { unitIndexOf } from './lower/dropin.js';
import { lowerNetwork } from './lower/index.js';
import { elementsOf } from './lower/precision.js';
import type { Node, Tensor } from './node.js';
import { cast } from './ops/cast.js';
import { scalarInt } from './ops/constant.js';
import { random } from './ops/random.js';
import { slice } from './ops/slice-pad.js';
import { pack } from './ops/stack.js';
import { assignVariable, readVariable, type Variable } from './ops/variable.js';
import { transformImages, type DecodedImages } from './transform.js';
import type { RunningVariable, TrainedVariable } from './variables.js';

/** What a step is compiled from. */
export interface Step {
  readonly network: Network;
  /** In a stage, the network and the layers that only running arrays depend on, for a training step; else the network. */
  readonly trained?: Network;
  readonly spec: Spec;
  readonly variables: readonly TrainedVariable[];
  readonly running: readonly RunningVariable[];
  readonly inputs: StepInputs;
  /** See `declareMean`. */
  readonly mean: Variable | undefined;
  /** Number of devices that a training batch is divided among. */
  readonly devices: number;
}

export interface Forward {
  readonly layers: ReadonlyMap<string, Tensor>;
  /** In training, the nodes that update the running arrays. */
  readonly updates: readonly Node[];
  /** `[N, classes]`. */
  readonly logits: Tensor;
}

/** What a pass takes. */
export interface PassInputs {
  /** The value of every variable, in the same order. */
  readonly values: readonly Tensor[];
  readonly images: DecodedImages;
}

/**
 * The forward pass over the images of a test batch, or over a device's part of a training batch.
 *
 * @param device The number of the device; undefined in tests.
 */
export function forward(
  graph: Graph,
  step: Step,
  { values, images }: PassInputs,
  device: number | undefined,
): Forward {
  const { spec, variables, running, inputs, mean } = step;
  const byName = new Map(variables.map(({ parameter }, position) => [parameter.name, values[position]!]));
  const runningByName = new Map(running.map(({ variable }) => [variable.name, variable]));
  const updates: Node[] = [];
  const indices = new Map<string, Tensor>();
  const isTraining = device !== undefined;
  const network = (isTraining ? step.trained : undefined) ?? step.network;
  const layers = lowerNetwork(
    {
      graph,
      elements: elementsOf(spec.solver),
      images: transformImages(graph, images, { settings: spec.transform, mean }),
      labels: images.labels,
      labelSmoothing: isTraining ? spec.solver.label_smoothing : 0,
      parameter: (name) => byName.get(name)!,
      copied: (layer) => inputs.copiedByLayer.get(layer)!,
      skipped: (layer) => inputs.skippedByLayer.get(layer),
      unitIndex: (shape) => {
        const key = shape.join('x');
        const index = indices.get(key) ?? unitIndexOf(graph, shape);
        indices.set(key, index);
        return index;
      },
      running: {
        isUsed: !isTraining,
        read: (name) => readVariable(graph, runningByName.get(name)!),
        update:
          device === 0
            ? (name, value) => void updates.push(assignVariable(graph, runningByName.get(name)!, value))
            : undefined,
      },
      iteration: isTraining ? inputs.iteration : undefined,
      draw: isTraining ? drawsOf(graph, step, device) : undefined,
    },
    network,
  );
  const loss = network.layers.find(({ layer }) => layer.type === 'softmax_loss')!;
  const logits = cast(graph, layers.get(loss.layer.inputs[0]!)!, 'float32');
  return { layers, updates, logits };
}

/**
 * The random numbers of a training step. Every device draws those of the whole batch and takes those of its images, so that an
 * image gets the same ones however many devices there are.
 */
function drawsOf(graph: Graph, { spec, inputs, devices }: Step, device: number): Draw {
  const { batch } = spec.solver;
  const part = batch / devices;
  return (layer, per, shape) => {
    const seed = noiseSeed(graph, spec.seed, layer, inputs);
    if (per === 'batch') return random(graph, 'Uniform', [1, ...shape], seed);
    const all = random(graph, 'Uniform', [batch, ...shape], seed);
    if (devices === 1) return all;
    return slice(graph, all, [device * part, ...shape.map(() => 0)], [part, ...shape]);
  };
}

/** The seed of a layer's random numbers, from the run's seed, the layer's name and the number of the batch. */
function noiseSeed(graph: Graph, seed: number, layer: string, inputs: StepInputs): Tensor {
  const number = inputs.batchNumber ?? inputs.iteration;
  if (!number) throw new Error(`${layer}: a layer that draws random numbers needs the iteration`);
  return pack(graph, [scalarInt(graph, seed ^ nameSeed(layer)), number]);
}
