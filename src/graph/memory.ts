import type { CompiledGraph, Signature } from './compiled.js';
import { elementCount } from '../common/shapes.js';
import { nodesOf } from './signature-nodes.js';
import type { DType, Node, Tensor, TensorShape } from './node.js';

/** Bytes per element; 0 for what is small or stored elsewhere (the variable behind a resource). */
const BYTES: Readonly<Record<DType, number>> = {
  float32: 4,
  bfloat16: 2,
  int32: 4,
  int64: 8,
  bool: 1,
  uint8: 1,
  string: 0,
  resource: 0,
};

/** Operations whose output shares the memory of their first input. */
const VIEWS = new Set(['Reshape', 'Identity']);
/** Operations that may write their output over an input that nothing else needs. */
const IN_PLACE = new Set(
  [
    'Relu ReluGrad Sigmoid SigmoidGrad Tanh TanhGrad LeakyRelu LeakyReluGrad Elu EluGrad Erf Exp',
    'BiasAdd AddV2 AddN Mul RealDiv Pow Sqrt SqrtGrad Rsqrt RsqrtGrad',
  ].flatMap((names) => names.split(' ')),
);

/** The input whose channels an output of unknown channels has; by default the first input of the same rank. */
const CHANNELS_FROM: Readonly<Record<string, number>> = { Conv2D: 1, Conv2DBackpropFilter: 2 };

/**
 * Estimates the peak memory of one call of a signature in bytes, from the shapes in the graph. A tensor lives from the
 * operation that computes it to the last one that uses it, in the graph's order.
 *
 * This is a model, not a bound: TensorFlow may run operations in another order, and its kernels need memory of their own
 * (train/memory.ts adds a share for them). This is the largest part of a run's forecast. The forecast was 1.30 to 1.73 times
 * the memory used by runs of 490 MB or more, and 0.68 times that of lenet10 with a batch of 64, which used 73 MB: see
 * "Memory foreseen" in docs/reliability.md, measured by `node scripts/reliability/report.js memory`. One reason for the
 * excess: all channels count here, including those that convolutions skip while a DropIn copies units.
 *
 * @param count Number of images, for dimensions that are unknown in the graph.
 * @param device Whose memory. What its operations take from elsewhere is copied there, and lives until its last use.
 */
export function peakBytes(signature: Signature, { graph }: CompiledGraph, count: number, device = 0): number {
  const nodes = nodesOf(signature, graph).filter((node) => (node.place ?? 0) === device);
  return new Walk(nodes, count).peak();
}

/** Memory that several tensors may share. */
interface Buffer {
  readonly bytes: number;
  /** Number of uses still to come. */
  uses: number;
  freed: boolean;
}

/** Runs through the nodes in order, and keeps track of the memory in use. */
class Walk {
  private readonly uses = new Map<Tensor, number>();
  private readonly buffers = new Map<Tensor, Buffer>();
  private readonly shapes = new Map<Tensor, TensorShape>();
  private live = 0;
  private most = 0;

  constructor(
    private readonly order: readonly Node[],
    private readonly count: number,
  ) {
    for (const { inputs } of order)
      for (const input of inputs) this.uses.set(input, (this.uses.get(input) ?? 0) + 1);
  }

  peak(): number {
    for (const node of this.order) this.run(node);
    return this.most;
  }

  private run(node: Node): void {
    for (const input of node.inputs) if (!this.buffers.has(input)) this.receive(input);
    for (const output of node.outputs) {
      this.shapes.set(output, this.closed(node, output));
      this.allocate(node, output);
    }
    this.most = Math.max(this.most, this.live);
    for (const input of node.inputs) this.release(this.buffers.get(input)!, 1);
    for (const output of node.outputs) this.release(this.buffers.get(output)!, 0);
  }

  private receive(tensor: Tensor): void {
    const shape = tensor.shape.map((dim) => (dim < 0 ? this.count : dim));
    this.shapes.set(tensor, shape);
    const bytes = this.bytesOf(tensor);
    this.buffers.set(tensor, { bytes, uses: this.uses.get(tensor)!, freed: false });
    this.live += bytes;
  }

  private allocate(node: Node, output: Tensor): void {
    const uses = this.uses.get(output) ?? 0;
    const bytes = node.op === 'ReadVariableOp' ? 0 : this.bytesOf(output);
    const shared = this.sharedBuffer(node, bytes);
    if (shared !== undefined) {
      shared.uses += uses;
      this.buffers.set(output, shared);
      return;
    }
    this.buffers.set(output, { bytes, uses, freed: false });
    this.live += bytes;
  }

  private sharedBuffer({ op, inputs }: Node, bytes: number): Buffer | undefined {
    const buffers = inputs.map((input) => this.buffers.get(input)!);
    if (VIEWS.has(op)) return buffers[0];
    if (!IN_PLACE.has(op)) return undefined;
    return buffers.find((buffer) => buffer.uses === 1 && buffer.bytes === bytes && bytes > 0);
  }

  private release(buffer: Buffer, uses: number): void {
    buffer.uses -= uses;
    if (buffer.uses > 0 || buffer.freed) return;
    buffer.freed = true;
    this.live -= buffer.bytes;
  }

  /** A tensor's shape with the unknown dimensions filled in. */
  private closed({ op, inputs }: Node, { shape }: Tensor): TensorShape {
    if (op === 'Reshape') return this.reshaped(inputs[0]!, shape);
    const like =
      inputs[CHANNELS_FROM[op] ?? inputs.findIndex((input) => input.shape.length === shape.length)];
    const channels = like && this.shapes.get(like)!.at(-1);
    return shape.map((dim, axis) => (dim >= 0 ? dim : axis === 0 ? this.count : (channels ?? this.count)));
  }

  /** One unknown dimension follows from the number of elements. Of two, the first is the number of images. */
  private reshaped(x: Tensor, shape: TensorShape): TensorShape {
    const isSingle = shape.filter((dim) => dim < 0).length === 1;
    const known = shape.map((dim, axis) => (dim < 0 && axis === 0 && !isSingle ? this.count : dim));
    const rest = elementCount(this.shapes.get(x)!) / elementCount(known.filter((dim) => dim >= 0));
    return known.map((dim) => (dim >= 0 ? dim : rest));
  }

  private bytesOf(tensor: Tensor): number {
    return BYTES[tensor.dtype] * elementCount(this.shapes.get(tensor)!);
  }
}
