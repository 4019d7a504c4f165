import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/common/paths.js';
import { missingDevice } from '../../../src/engine/session.js';
import { compile } from '../../../src/graph/compile.js';
import type { Node } from '../../../src/graph/node.js';
import { dump } from '../../../src/graph/dump.js';
import { peakBytes } from '../../../src/graph/memory.js';
import { rewritten } from '../../../src/graph/rewrite.js';
import { savedModel } from '../../../src/graph/saved-model.js';
import { nodesOf } from '../../../src/graph/signature-nodes.js';
import { widened } from '../../../src/graph/widened.js';
import { loadExperiment } from '../../../src/network/load.js';
import { build, lenet } from '../../tensorflow/graph/helpers/networks.js';

const SMALL = ['- fc: {name: fc, outputs: 2, bias: false}', [1, 1, 3], 2] as const;

function smallOn(devices: number) {
  const { network, spec } = build(SMALL[0], [...SMALL[1]], SMALL[2]);
  return compile(network, spec, { devices });
}

describe('a batch divided among devices', () => {
  it('is decoded on the host; each device takes its part and gives its gradient; the first adds and updates', async () => {
    const { graph, signatures } = smallOn(2);
    const text = dump({ nodes: nodesOf(signatures.train, graph) });
    await expect(text).toMatchFileSnapshot('__snapshots__/two-devices.txt');
  });

  it('on one device, no node has a place', () => {
    expect(smallOn(1).graph.nodes.filter(({ place }) => place !== undefined)).toEqual([]);
  });

  it('a test batch runs where it runs with one device', () => {
    const { graph, signatures } = smallOn(4);
    const nodes = [...nodesOf(signatures.evaluate, graph), ...nodesOf(signatures.save, graph)];
    expect(nodes.filter(({ place }) => place !== undefined)).toEqual([]);
  });

  it.each([
    ['cpu', '/device:CPU:1'],
    ['gpu', '/device:GPU:1'],
  ] as const)('on a %s the second is %s, and the host is always a CPU', (kind, device) => {
    const bytes = Buffer.from(savedModel(smallOn(2), kind));
    const names = new Set(bytes.toString('latin1').match(/\/device:\w+:\d/g));
    expect([...names].sort()).toEqual(['/device:CPU:0', device]);
  });

  it('keeps its places where convolutions are computed in float32', () => {
    const { network, spec } = lenet(1, {
      solver: { iterations: 1, batch: 4, base_lr: 1, precision: 'bfloat16' },
    });
    const { graph } = rewritten(compile(network, spec, { devices: 2 }), [widened]);
    const [conv] = graph.nodes.filter(({ name }) => name === 'train/tower1/conv1_1/Conv2D/Conv2D');
    expect(conv).toMatchObject({ place: 1, outputs: [{ dtype: 'float32' }] });
  });

  it('must be a multiple of their number', () => {
    expect(() => smallOn(3)).toThrow('a batch of 4 cannot be divided by 3 devices');
  });
});

describe('memory', () => {
  it('of a second device has what it takes from the first: the weights', () => {
    const { network, spec } = build('- fc: {name: fc, outputs: 100}', [1, 1, 1000], 100);
    const compiled = compile(network, spec, { devices: 2 });
    const weights = 4 * 1000 * 100;
    const bytes = peakBytes(compiled.signatures.train, compiled, 4, 1);
    // The weights, and later their gradient.
    expect(bytes).toBeGreaterThan(weights);
    expect(bytes).toBeLessThan(1.1 * weights);
  });
});

describe('on GPUs', () => {
  const { kernels } = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, 'test/fixtures/gpu-kernels.json'), 'utf8'),
  ) as { readonly kernels: readonly { op: string; types: Record<string, readonly string[]> }[] };

  const hasKernel = ({ op, attrs }: Node) =>
    kernels.some(
      (kernel) =>
        kernel.op === op &&
        Object.entries(kernel.types).every(([name, types]) => {
          const attr = attrs[name];
          return attr !== undefined && 'type' in attr && types.includes(attr.type);
        }),
    );

  // TensorFlow refuses a node that is placed on a device without a kernel for it.
  it.each([
    'lenet10',
    'lenet-width',
    'lenet18-bn',
    'lenet18-stochastic',
    'mnist-lstm',
    'cifar11',
    'regularization-case2-cifar',
    'alexnet13',
  ])('every operation of a second device has a kernel: %s', (name) => {
    const { network, spec } = loadExperiment(join(PACKAGE_ROOT, 'configs', `${name}.yaml`));
    const { graph } = compile(network, spec, { devices: 2 });
    const placed = graph.nodes.filter(({ place }) => typeof place === 'number');
    expect(placed.length).toBeGreaterThan(50);
    expect([...new Set(placed.filter((node) => !hasKernel(node)).map(({ op }) => op))]).toEqual([]);
  });
});

describe('a device that TensorFlow lacks', () => {
  it('is reported with the number that it has', () => {
    const error = missingDevice(
      new Error(
        'Failed to load SavedModel: Cannot assign a device for operation train/tower2/Cast: {{node train/tower2/Cast}} was ' +
          'explicitly assigned to /device:GPU:2 but available devices are [ /job:localhost/replica:0/task:0/device:CPU:0, ' +
          '/job:localhost/replica:0/task:0/device:GPU:0, /job:localhost/replica:0/task:0/device:GPU:1 ]. Make sure the device ' +
          'specification refers to a valid device.',
      ),
    );
    expect(error?.message).toBe('TensorFlow has 2 GPUs, fewer than the run asks for: lower --gpus');
    expect(error?.exitCode).toBe(4);
  });

  it('other errors are left as they are', () => {
    expect(missingDevice(new Error('out of memory'))).toBeUndefined();
  });
});
