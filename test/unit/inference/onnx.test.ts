import { expect, it } from 'vitest';
import { deepNetwork } from '../../../src/network/reach.js';
import { onnxBytes } from '../../../src/inference/onnx/model.js';
import { ModelProto } from '../../../src/inference/onnx/proto.js';
import type { TrainedNetwork } from '../../../src/inference/trained.js';
import { build } from '../../tensorflow/graph/helpers/networks.js';
import { elementCount } from '../../../src/common/shapes.js';

interface Model {
  readonly graph: {
    readonly node: readonly { op_type: string; input: string[]; output: string[] }[];
    readonly initializer: readonly { name: string; dims?: string[] }[];
  };
}

const LAYERS = `
- conv: {name: c1, outputs: 4, kernel: 3, pad: 1, activation: relu}
- pool: {name: p1, type: average, kernel: 3, stride: 2}
- conv: {name: c2, outputs: 6, kernel: 3, pad: 1, groups: 2}
- dropin: {name: d2, new: c2, from: p1, resize: true, length: 10}
- fc: {name: f3, outputs: 3}`;

function trained(copied: number | undefined): TrainedNetwork {
  const transform = { scale: 0.5, crop: 6 };
  const { network: whole, spec } = build(LAYERS, [8, 8, 3], 3, { transform });
  const network = copied === undefined ? deepNetwork(whole) : whole;
  const parameters = whole.layers.flatMap((layer) => layer.parameters);
  const weights = new Map(parameters.map(({ name, shape }) => [name, new Float32Array(elementCount(shape))]));
  return {
    spec,
    iteration: 10,
    specDigest: '2:0',
    input: { dataset: 'test', image: [8, 8, 3], classes: ['a', 'b', 'c'], mean: undefined },
    frozen: {
      ...{ network, weights, scale: 0.5, corner: [1, 1], negativeMean: undefined },
      copied: new Map(copied === undefined ? [] : [['d2', copied]]),
    },
  };
}

function decoded(network: TrainedNetwork): Model {
  const message = ModelProto.decode(onnxBytes(network));
  return ModelProto.toObject(message, { longs: String, arrays: true }) as Model;
}

it('has no DropIn once it has ended, and no layers that only it used', () => {
  const { graph } = decoded(trained(undefined));
  expect(graph.node.map(({ op_type, output }) => `${op_type} ${output[0]!}`)).toEqual([
    'Slice transform/cut',
    'Cast transform/pixels',
    'Mul transform/scaled',
    'Transpose transform/output',
    'Conv c1/output',
    'Relu c1/relu/output',
    'AveragePool p1/output',
    'Mul p1/corrected',
    'Conv c2/output',
    'Flatten f3/flat',
    'Gemm f3/output',
    'Identity logits',
    'Softmax probabilities',
  ]);
  expect(graph.initializer.map(({ name, dims }) => `${name} [${(dims ?? []).join(', ')}]`)).toEqual([
    'transform/bound [2]',
    'transform/bound_1 [2]',
    'transform/bound_2 [2]',
    'transform/scale []',
    'c1/weights [4, 3, 3, 3]',
    'c1/biases [4]',
    'p1/window_correction [1, 1, 3, 3]',
    'c2/weights [6, 2, 3, 3]',
    'c2/biases [6]',
    'f3/weights [54, 3]',
    'f3/biases [3]',
  ]);
});

it('copies the first units, channel by channel, if a DropIn has not ended', () => {
  const { graph } = decoded(trained(11));
  const mask = graph.initializer.find(({ name }) => name === 'd2/copied')! as { raw_data?: Uint8Array };
  expect([...mask.raw_data!]).toEqual([
    ...Array<number>(11).fill(1),
    ...Array<number>(6 * 3 * 3 - 11).fill(0),
  ]);
  expect(graph.node.find(({ op_type }) => op_type === 'Where')!.input.slice(1)).toEqual([
    expect.stringMatching(/resize/),
    'c2/output',
  ]);
});
