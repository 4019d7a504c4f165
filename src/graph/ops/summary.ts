import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { constant, scalarInt } from './constant.js';

export const SummaryWriter: OpDefinition = {
  op: 'SummaryWriter',
  inputs: [],
  outputs: 1,
  attrs: ['shared_name', 'container'],
  gradient: 'none',
};
export const CreateSummaryFileWriter: OpDefinition = {
  op: 'CreateSummaryFileWriter',
  inputs: ['resource', 'string', 'int32', 'int32', 'string'],
  outputs: 0,
  attrs: [],
  gradient: 'none',
};
export const WriteScalarSummary: OpDefinition = {
  op: 'WriteScalarSummary',
  inputs: ['resource', 'int64', 'string', 'float32'],
  outputs: 0,
  attrs: ['T'],
  gradient: 'none',
};
export const FlushSummaryWriter: OpDefinition = {
  op: 'FlushSummaryWriter',
  inputs: ['resource'],
  outputs: 0,
  attrs: [],
  gradient: 'none',
};

/** The writer of TensorBoard event files; a session has one. */
export function summaryWriter(graph: Graph): Tensor {
  const attrs = { shared_name: { string: 'tensorboard' }, container: { string: '' } } as const;
  return graph.op('SummaryWriter', [], { attrs, dtype: 'resource', shape: [] });
}

/** Opens an event file in the folder `logdir`. TensorFlow flushes it on request and every two minutes. */
export function createSummaryFile(graph: Graph, writer: Tensor, logdir: Tensor): Node {
  const suffix = constant(graph, { dtype: 'string', shape: [], values: ['.dropin'] });
  return graph.add('CreateSummaryFileWriter', [
    writer,
    logdir,
    scalarInt(graph, 1000),
    scalarInt(graph, 120_000),
    suffix,
  ]);
}

/** A point of a TensorBoard curve. All tensors are scalars. */
export interface ScalarPoint {
  readonly step: Tensor;
  readonly tag: Tensor;
  readonly value: Tensor;
}

export function writeScalar(graph: Graph, writer: Tensor, { step, tag, value }: ScalarPoint): Node {
  return graph.add('WriteScalarSummary', [writer, step, tag, value], { attrs: { T: { type: 'float32' } } });
}

export function flushSummaries(graph: Graph, writer: Tensor): Node {
  return graph.add('FlushSummaryWriter', [writer]);
}
