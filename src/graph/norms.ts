import type { Network } from '../network/layer.js';
import { displayName } from '../network/wiring.js';
import type { CompiledNorms, Signature } from './compiled.js';
import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { add, addN, mul } from './ops/arithmetic.js';
import { cast } from './ops/cast.js';
import { scalar } from './ops/constant.js';
import { after } from './ops/identity.js';
import { l2Loss } from './ops/l2-loss.js';
import { reduce } from './ops/reduce.js';
import { pack } from './ops/stack.js';
import { assignVariable, readVariable, variable, type Variable } from './ops/variable.js';
import { gradientsOf, mean, type BatchGradients } from './gradients.js';
import type { Step } from './pass.js';
import { fed, trainInputs } from './step-signatures.js';
import type { TrainedVariable } from './variables.js';

/** A layer with parameters. */
interface MeasuredLayer {
  readonly name: string;
  readonly parameters: readonly MeasuredParameter[];
}

interface MeasuredParameter {
  /** Its position among the variables. */
  readonly index: number;
  readonly variable: Variable;
  /** Holds its value before the step. */
  readonly copy: Variable;
}

/**
 * Adds the signatures that measure norms. They read the network's variables and write only copies of them. They are separate
 * from the training step, because other outputs of the step could change how TensorFlow fuses its operations, and so the
 * last bits of the weights.
 */
export function compileNorms(graph: Graph, step: Step, deep: Step): CompiledNorms {
  const layers = measuredLayers(graph, step.network, step.variables);
  const norms = beforeSignature(graph, 'norms', step, layers);
  return {
    layers: layers.map(({ name }) => name),
    signatures: {
      norms,
      norms_deep: deep === step ? norms : beforeSignature(graph, 'norms_deep', deep, layers),
      update_norms: updateSignature(graph, layers),
    },
  };
}

function measuredLayers(
  graph: Graph,
  network: Network,
  variables: readonly TrainedVariable[],
): readonly MeasuredLayer[] {
  const trained = network.layers.filter(({ parameters }) => parameters.length > 0);
  const names = new Set(trained.map(({ layer }) => displayName(layer.name)));
  return [...names].map((name) => ({
    name,
    parameters: variables.flatMap(({ parameter, variable: own }, index) =>
      displayName(parameter.name) === name
        ? [{ index, variable: own, copy: variable(graph, `${parameter.name}/before`, parameter.shape) }]
        : [],
    ),
  }));
}

/**
 * Before a step, of its own batch. Output: the mean square of each layer's activations (NaN if the deep network lacks the
 * layer), then half the sum of squares of each layer's gradients, then that of its parameters. Also copies the parameters.
 */
function beforeSignature(
  graph: Graph,
  scope: string,
  step: Step,
  layers: readonly MeasuredLayer[],
): Signature {
  return graph.scoped(scope, () => {
    const found = gradientsOf(graph, step);
    const all = layers.flatMap(({ parameters }) => parameters);
    const copies = all.map(({ index, copy }) => assignVariable(graph, copy, found.gradients[index]!.value));
    const halfSums = (part: 'gradient' | 'value') =>
      layers.map(({ parameters }) =>
        halfSumOfSquares(
          graph,
          parameters.map(({ index }) => found.gradients[index]![part]),
        ),
      );
    const squares = layers.map(({ name }) => meanSquareOf(graph, name, step.network, found));
    const values = pack(graph, [...squares, ...halfSums('gradient'), ...halfSums('value')]);
    const inputs = fed(step.inputs, trainInputs(step.inputs));
    return { inputs, outputs: { result: after(graph, copies, values, 'result') } };
  });
}

/** After a step. Output: half the sum of squares of what the step added to each layer's parameters. */
function updateSignature(graph: Graph, layers: readonly MeasuredLayer[]): Signature {
  return graph.scoped('update_norms', () => {
    const sums = layers.map(({ parameters }) =>
      halfSumOfSquares(
        graph,
        parameters.map(({ variable: own, copy }) => difference(graph, own, copy)),
      ),
    );
    return { inputs: {}, outputs: { result: pack(graph, sums, 'result') } };
  });
}

/** Of the output of the last of a layer's parts: after its batch normalization and activation. */
function meanSquareOf(graph: Graph, name: string, network: Network, { towers }: BatchGradients): Tensor {
  const last = network.layers.findLast(({ layer }) => displayName(layer.name) === name);
  const squares = towers.map(({ place, layers }) =>
    graph.placed(place, () => meanSquare(graph, last && layers.get(last.layer.name))),
  );
  return mean(graph, squares);
}

function difference(graph: Graph, a: Variable, b: Variable): Tensor {
  return add(graph, readVariable(graph, a), mul(graph, readVariable(graph, b), scalar(graph, -1)));
}

function meanSquare(graph: Graph, x: Tensor | undefined): Tensor {
  if (x === undefined) return scalar(graph, NaN);
  const wide = x.dtype === 'float32' ? x : cast(graph, x, 'float32');
  return reduce(graph, 'Mean', mul(graph, wide, wide));
}

function halfSumOfSquares(graph: Graph, tensors: readonly Tensor[]): Tensor {
  return addN(
    graph,
    tensors.map((tensor) => l2Loss(graph, tensor)),
  );
}
