import protobuf from 'protobufjs';
import { expect, it } from 'vitest';
import { benchTable } from '../../../src/cli/commands/bench/table.js';
import { parseTrace, type TracedOp } from '../../../src/engine/trace.js';
import { NO_LAYER, type Membership } from '../../../src/graph/layer-of.js';
import { layerTimes } from '../../../src/train/bench/layer-times.js';
import { timeline } from '../../../src/train/bench/timeline.js';

const CPU = '/job:localhost/replica:0/task:0/device:CPU:0';

function op(node: string, start: number, duration: number, more: Partial<TracedOp> = {}): TracedOp {
  return { node, op: 'Conv2D', device: CPU, start, duration, ...more };
}

const membership = new Map<string, Membership>([
  ['train/conv1/relu/Relu', { layer: 'conv1', part: 'forward' }],
  ['train/train/conv1/Conv2D/Grad', { layer: 'conv1', part: 'backward' }],
  ['train/Apply', { layer: 'fc2', part: 'update' }],
  ['train/fc2/Const', { layer: 'fc2', part: 'forward' }],
]);

it('layerTimes: means over steps in milliseconds, in the order of layers; other operations last', () => {
  const steps = [
    [
      op('train/conv1/relu/Relu', 0, 3000),
      op('train/train/conv1/Conv2D/Grad', 0, 5000),
      op('_SOURCE', 0, 100),
    ],
    [op('train/conv1/relu/Relu', 0, 1000), op('train/Apply', 0, 500)],
  ];
  expect(layerTimes(steps, membership, ['conv1', 'pool', 'fc2'])).toEqual([
    { layer: 'conv1', forward: 2, backward: 2.5, update: 0 },
    { layer: 'fc2', forward: 0, backward: 0, update: 0.25 },
    { layer: NO_LAYER, forward: 0.05, backward: 0, update: 0 },
  ]);
});

it('layerTimes: finds the layer of nodes that TensorFlow renamed', () => {
  const steps = [
    [
      op('ConstantFolding/train/fc2/Const', 0, 1000),
      op('train/fc2/Const-folded', 0, 1000),
      op('train/conv1/relu/Relu-0-0-TransposeNHWCToNCHW-LayoutOptimizer', 0, 1000),
    ],
  ];
  expect(layerTimes(steps, membership, ['conv1', 'fc2'])).toEqual([
    { layer: 'conv1', forward: 1, backward: 0, update: 0 },
    { layer: 'fc2', forward: 2, backward: 0, update: 0 },
  ]);
});

it('timeline: a complete event for each operation, in lanes where they overlap', () => {
  const trace = [op('train/conv1/relu/Relu', 100, 50), op('a', 120, 10), op('b', 150, 1.5)];
  const { displayTimeUnit, traceEvents } = JSON.parse(timeline(trace, membership)) as Record<string, unknown>;
  expect(displayTimeUnit).toBe('ms');
  const event = { name: 'Conv2D', cat: 'forward', ph: 'X', pid: 0 };
  const nowhere = (node: string) => ({ node, layer: NO_LAYER });
  expect(traceEvents).toEqual([
    { name: 'process_name', ph: 'M', pid: 0, args: { name: CPU } },
    { ...event, tid: 0, ts: 0, dur: 50, args: { node: 'train/conv1/relu/Relu', layer: 'conv1' } },
    { ...event, tid: 1, ts: 20, dur: 10, args: nowhere('a') },
    { ...event, tid: 0, ts: 50, dur: 1.5, args: nowhere('b') },
  ]);
});

/** A serialized RunMetadata: devices with nodes `[name, label, start in ns, duration in ns]`. */
function metadata(devices: Record<string, readonly [string, string, number, number][]>): Uint8Array {
  const message = protobuf.Writer.create().uint32(10).fork();
  for (const [device, nodes] of Object.entries(devices)) {
    message.uint32(10).fork().uint32(10).string(device);
    for (const [name, label, start, duration] of nodes) {
      message.uint32(18).fork().uint32(10).string(name).uint32(66).string(label);
      message
        .uint32(104)
        .int64(start)
        .uint32(112)
        .int64(5)
        .uint32(120)
        .int64(5 + duration)
        .ldelim();
    }
    message.ldelim();
  }
  return message.ldelim().finish();
}

it('parseTrace: operations in order of their starts', () => {
  const label = 'train/a/Relu = _MklNativeFusedConv2D(x, train/Read)';
  const bytes = metadata({
    [CPU]: [
      ['b', 'b = Mul(a, a)', 2_000_000_000, 1000],
      ['train/a/Relu', label, 995, 2500],
    ],
  });
  expect(parseTrace(bytes)).toEqual([
    { node: 'train/a/Relu', op: '_MklNativeFusedConv2D', device: CPU, start: 1, duration: 2.5 },
    { node: 'b', op: 'Mul', device: CPU, start: 2_000_000.005, duration: 1 },
  ]);
  expect(parseTrace(new Uint8Array())).toEqual([]);
});

it('parseTrace: kernels on a GPU’s streams replace the entries that start them', () => {
  const gpu = '/job:localhost/replica:0/task:0/device:GPU:0';
  const bytes = metadata({
    [gpu]: [['train/a/Conv2D', 'train/a/Conv2D = Conv2D(x)', 0, 7000]],
    [`${gpu}/stream:all`]: [['train/a/Conv2D:Conv2D', '', 1000, 9000]],
    [CPU]: [['_SOURCE', '_SOURCE = NoOp()', 0, 1000]],
  });
  expect(parseTrace(bytes).map(({ node, op: name, duration }) => [node, name, duration])).toEqual([
    ['_SOURCE', 'NoOp', 1],
    ['train/a/Conv2D', 'Conv2D', 9],
  ]);
});

it('benchTable: milliseconds and shares, and the whole step', () => {
  const layers = [
    { layer: 'conv1', forward: 1.5, backward: 12.25, update: 0.25 },
    { layer: NO_LAYER, forward: 2, backward: 0, update: 0 },
  ];
  const step = { mean: 15, min: 14.5, max: 16.25 };
  expect(benchTable({ layers, step, operations: 16 }, { p: 1, steps: 10, warmup: 3 })).toBe(
    `layer    forward ms  backward ms  update ms   share
conv1          1.50        12.25       0.25   87.5%
(other)        2.00         0.00       0.00   12.5%
all            3.50        12.25       0.25  100.0%
a step took 15.00 ms on average (14.50 to 16.25) in 10 steps at p = 1 after 3; its operations 16.00 ms
`,
  );
});
