import { openSession } from '../../../../src/engine/session.js';
import { compile } from '../../../../src/graph/compile.js';
import type { Signature } from '../../../../src/graph/compiled.js';
import type { Graph } from '../../../../src/graph/graph.js';
import { elementCount } from '../../../../src/common/shapes.js';
import { concat } from '../../../../src/graph/ops/concat.js';
import { after } from '../../../../src/graph/ops/identity.js';
import { scalar } from '../../../../src/graph/ops/constant.js';
import { placeholder } from '../../../../src/graph/ops/placeholder.js';
import { reshape } from '../../../../src/graph/ops/reshape.js';
import { assignVariable, readVariable, variable } from '../../../../src/graph/ops/variable.js';
import { skippedChannels, skippingConvs } from '../../../../src/graph/skipping.js';
import type { Parameter } from '../../../../src/network/layer.js';
import type { Built } from './networks.js';

/** The feeds of one training step. */
export interface Step {
  readonly images: Uint8Array;
  readonly labels: Int32Array;
  readonly learningRate: number;
  readonly iteration: number;
  readonly copied: readonly number[];
}

type Arrays = ReadonlyMap<string, Float32Array>;

/** A network in TensorFlow whose arrays are set and read directly: a checkpoint of a large network takes gigabytes. */
export interface OpenArrays {
  set(weights: Arrays): void;
  weights(): Arrays;
  /** What the last step added to each parameter, by name. */
  momentum(): Arrays;
  /** The loss before the update. */
  step(step: Step): number;
  dispose(): void;
}

export async function openArrays({ network, spec }: Built): Promise<OpenArrays> {
  const compiled = compile(network, spec);
  const parameters = network.layers.flatMap((placed) => placed.parameters);
  const extra = {
    set: setSignature(compiled.graph, parameters),
    weights: getSignature(compiled.graph, parameters, ''),
    momentum: getSignature(compiled.graph, parameters, '/momentum'),
  };
  const signatures: Readonly<Record<string, Signature>> = { ...compiled.signatures, ...extra };
  const session = await openSession<string>({ graph: compiled.graph, signatures });
  const skipping = skippingConvs(network);
  session.run('init', { seed: Int32Array.of(1) });
  const get = (signature: string): Arrays => {
    const all = session.run(signature, {}) as Float32Array;
    let offset = 0;
    return new Map(
      parameters.map(({ name, shape }) => [name, all.subarray(offset, (offset += elementCount(shape)))]),
    );
  };
  return {
    set: (weights) =>
      void session.run(
        'set',
        Object.fromEntries([...weights].map(([name, values]) => [`set/${name}`, values])),
      ),
    weights: () => get('weights'),
    momentum: () => get('momentum'),
    step({ images, labels, learningRate, iteration, copied }) {
      const [loss] = session.run('train', {
        images,
        labels,
        learning_rate: Float32Array.of(learningRate),
        iteration: Int32Array.of(iteration),
        copied: Int32Array.from(copied),
        skipped: skippedChannels(skipping, copied),
      });
      return loss!;
    },
    dispose: () => {
      session.dispose();
    },
  };
}

function setSignature(graph: Graph, parameters: readonly Parameter[]): Signature {
  const values = parameters.map(({ name, shape }) => placeholder(graph, `set/${name}`, 'float32', shape));
  const assigned = parameters.map(({ name, shape }, i) =>
    assignVariable(graph, variable(graph, name, shape), values[i]!),
  );
  return {
    inputs: Object.fromEntries(values.map((value) => [value.node.name, value])),
    outputs: { done: after(graph, assigned, scalar(graph, 1)) },
  };
}

/** Concatenates all arrays. */
function getSignature(graph: Graph, parameters: readonly Parameter[], suffix: string): Signature {
  const rows = parameters.map(({ name, shape }) =>
    reshape(graph, readVariable(graph, variable(graph, `${name}${suffix}`, shape)), [elementCount(shape)]),
  );
  return { inputs: {}, outputs: { all: concat(graph, rows) } };
}
