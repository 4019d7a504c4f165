import { describe, expect, it } from 'vitest';
import { onDevice } from '../../../src/engine/on-device.js';
import { compile } from '../../../src/graph/compile.js';
import { graphDigest } from '../../../src/graph/digest.js';
import { servingGraph } from '../../../src/graph/inference.js';
import { peakBytes } from '../../../src/graph/memory.js';
import { isFloat } from '../../../src/graph/node.js';
import { nodesOf } from '../../../src/graph/signature-nodes.js';
import { loadExperiment } from '../../../src/network/load.js';
import { networkArrays } from '../../../src/network/state.js';
import { elementCount } from '../../../src/common/shapes.js';
import { PACKAGE_ROOT } from '../../../src/common/paths.js';
import { specDigest } from '../../../src/spec/identity.js';
import { build } from '../../tensorflow/graph/helpers/networks.js';

const LAYERS = `
- block: {conv: conv1, outputs: 4, kernel: 3, pad: 1, added: 1, added_kernel: 3, dropin: true, activation: relu}
- lrn: {size: 3}
- lrn: {size: 3, region: within_channel}
- pool: {type: max, kernel: 2, stride: 2}
- pool: {type: average, kernel: 3, stride: 2, pad: 1}
- conv: {name: conv2, outputs: 4, kernel: 3, pad: 1, batch_norm: {}, activation: gelu}
- resize: {height: 7, width: 7, method: bilinear}
- dropout: {ratio: 0.3}
- fc: {outputs: 2}`;

function built(precision?: string) {
  const solver = { iterations: 10, batch: 4, base_lr: 0.01, momentum: 0.9, weight_decay: 0.1 };
  return build(LAYERS, [16, 16, 1], 2, {
    solver: precision === undefined ? solver : { ...solver, precision },
  });
}

function compiled(precision?: string) {
  const { network, spec } = built(precision);
  return compile(network, spec);
}

/** Operations that have an input or output of a type, sorted. */
function operationsOn(type: string, { graph }: Pick<ReturnType<typeof compiled>, 'graph'>): string[] {
  const nodes = graph.nodes.filter((node) =>
    [...node.inputs, ...node.outputs].some(({ dtype }) => dtype === type),
  );
  return [...new Set(nodes.map(({ op }) => op))].sort();
}

describe('a network in bfloat16', () => {
  it('convolves, multiplies, pools, activates and copies in bfloat16', () => {
    expect(operationsOn('bfloat16', compiled('bfloat16'))).toEqual([
      ...['AddN', 'AddV2', 'AvgPool', 'AvgPoolGrad', 'BiasAdd', 'Cast'],
      ...['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput', 'Erf', 'Exp', 'Identity', 'MatMul'],
      ...['MaxPool', 'MaxPoolGrad', 'Mul', 'PadV2', 'Relu', 'ReluGrad', 'Reshape', 'SelectV2'],
      ...['Shape', 'Slice'],
    ]);
  });

  it('keeps the other operations in float32: normalization, loss, the solver, bilinear resizing', () => {
    const { graph } = compiled('bfloat16');
    const float32Only = graph.nodes.filter(({ op }) =>
      /LRN|BatchNorm|BiasAddGrad|NearestNeighborGrad|Softmax|ResourceApply|AssignVariable|ReadVariable|ResizeBilinear|Sqrt|Save|Restore/.test(
        op,
      ),
    );
    expect(float32Only.length).toBeGreaterThan(20);
    for (const { inputs, outputs } of float32Only)
      for (const { dtype } of [...inputs, ...outputs])
        expect(isFloat(dtype) ? dtype : 'float32').toBe('float32');
  });

  it('is cast at the edges of layers only: each tensor once', () => {
    const { graph } = compiled('bfloat16');
    const casts = graph.nodes.filter(
      ({ op, name, inputs }) =>
        op === 'Cast' && name.startsWith('train_deep/') && inputs[0]!.dtype === 'float32',
    );
    const sources = casts.map(({ inputs }) => inputs[0]!.node.name).filter((name) => !name.includes('Const'));
    expect(new Set(sources).size).toBe(sources.length);
  });

  it('is exported in float32', () => {
    const { network } = built('bfloat16');
    const weights = networkArrays(network).map(
      ({ name, shape }) => [name, new Float32Array(elementCount(shape))] as const,
    );
    const frozen = {
      ...({ network, corner: [0, 0], negativeMean: undefined, scale: 1 } as const),
      weights: new Map(weights),
    };
    const copied = network.layers
      .filter(({ layer }) => layer.type === 'dropin')
      .map(({ layer }) => layer.name);
    const serving = servingGraph({ ...frozen, copied: new Map(copied.map((name) => [name, 0])) });
    expect(operationsOn('bfloat16', serving)).toEqual([]);
  });
});

describe('a network in bfloat16 on a processor without AVX-512', () => {
  it('convolves and multiplies in float32 between casts, and is otherwise the same', () => {
    const graph = compiled('bfloat16');
    const wide = onDevice(graph, 'cpu', 'avx avx2 fma');
    const narrow = operationsOn('bfloat16', graph).filter((op) => !/^(Conv2D|MatMul)/.test(op));
    expect(operationsOn('bfloat16', wide)).toEqual(narrow);
    expect(Object.keys(wide.signatures)).toEqual(Object.keys(graph.signatures));
    for (const [name, { inputs, outputs }] of Object.entries(wide.signatures))
      for (const [key, { node }] of Object.entries({ ...inputs, ...outputs }))
        expect(wide.graph.nodes, `${name} ${key}`).toContain(node);
  });

  it.each([
    ['in float32', 'float32', 'cpu', 'avx2'],
    ['with AVX-512', 'bfloat16', 'cpu', 'avx2 avx512f'],
    ['on a GPU', 'bfloat16', 'gpu', 'avx2'],
  ] as const)('casts nothing more %s', (_what, precision, device, flags) => {
    const graph = compiled(precision);
    const casts = ({ graph: nodes, signatures }: Pick<typeof graph, 'graph' | 'signatures'>) => {
      const used = new Set(Object.values(signatures).flatMap((signature) => nodesOf(signature, nodes)));
      return [...used].filter(({ op, outputs }) => op === 'Cast' && outputs[0]!.dtype === 'bfloat16').length;
    };
    expect(casts(onDevice(graph, device, flags))).toBe(casts(graph));
  });
});

it('multiplies for the gradient of fully connected weights in float32 on a CPU, in bfloat16 on a GPU', () => {
  const products = (device: 'cpu' | 'gpu') => {
    const { graph, signatures } = onDevice(compiled('bfloat16'), device, 'avx2 avx512f');
    const nodes = nodesOf(signatures.train, graph).filter(({ op }) => op === 'MatMul');
    return nodes.map(({ attrs, outputs }) => [attrs.transpose_a, outputs[0]!.dtype]);
  };
  const [plain, transposed] = [{ bool: false }, { bool: true }];
  expect(products('cpu')).toEqual([
    [plain, 'bfloat16'],
    [plain, 'bfloat16'],
    [transposed, 'float32'],
  ]);
  expect(products('gpu')).toEqual([
    [plain, 'bfloat16'],
    [plain, 'bfloat16'],
    [transposed, 'bfloat16'],
  ]);
});

describe('the precision', () => {
  it('of a graph changes its digest; float32 is what a spec without it computes', () => {
    const digests = [undefined, 'float32', 'tf32', 'bfloat16'].map((one) => graphDigest(compiled(one)));
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2], 'tf32 is a setting of the GPU').toBe(digests[0]);
    expect(digests[3]).not.toBe(digests[0]);
  });

  it('is part of the identity of a run, unless it is float32', () => {
    const [unset, float32, tf32, bfloat16] = [undefined, 'float32', 'tf32', 'bfloat16'].map((one) =>
      specDigest(built(one).spec),
    );
    expect(float32).toBe(unset);
    expect(new Set([unset, tf32, bfloat16]).size).toBe(3);
  });

  it.each([
    ['lenet10', 0.55],
    ['vgg16', 0.55],
    ['alexnet13', 0.75],
    // Its LRNs within channels keep many arrays, in float32, and others are kept in both types.
    ['cifar11', 1.1],
  ])('bfloat16 changes the memory foreseen for a step of %s to %f of float32’s', (name, ratio) => {
    const [float32, bfloat16] = ['float32', 'bfloat16'].map((precision) => {
      const set = [`solver.precision=${precision}`];
      const { network, spec } = loadExperiment(`${PACKAGE_ROOT}configs/${name}.yaml`, { set });
      const graph = compile(network, spec);
      return peakBytes(graph.signatures.train, graph, spec.solver.batch);
    });
    expect(Math.abs(bfloat16! / float32! - ratio)).toBeLessThan(0.05);
  });
});
