import type { CompiledGraph, Signature } from './compiled.js';
import { elements, type DType, type Node, type Tensor, type TensorShape } from './node.js';

/** Bytes of an element; what is not counted is held elsewhere (a variable behind a resource) or small. */
const BYTES: Readonly<Record<DType, number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  bool: 1,
  uint8: 1,
  string: 0,
  resource: 0,
};

/** Operations whose output is their first input's memory under another shape or name. */
const VIEWS = new Set(['Reshape', 'Identity']);
/** Operations that write over one of their inputs where nothing else needs it. */
const IN_PLACE = new Set(
  'Relu ReluGrad BiasAdd AddV2 AddN Mul RealDiv Pow Sqrt SqrtGrad Rsqrt RsqrtGrad'.split(' '),
);

/** Where an output whose channels are open has them from; elsewhere from the first input of its rank. */
const CHANNELS_FROM: Readonly<Record<string, number>> = { Conv2D: 1, Conv2DBackpropFilter: 2 };

/**
 * The most bytes that one call of a signature holds at once, by the shapes in the graph: each tensor from the operation that
 * makes it to the last that needs it, in the graph's order. TensorFlow may take another order, and its kernels need room of
 * their own.
 *
 * Channels that the graph leaves open, since a DropIn leaves some out, are all counted.
 *
 * @param count Stands for the number of images where the graph leaves it open.
 */
export function peakBytes({ outputs }: Signature, { graph }: CompiledGraph, count: number): number {
  const needed = ancestors(Object.values(outputs));
  const order = graph.nodes.filter((node) => needed.has(node));
  return new Walk(order, count).peak();
}

/** The nodes that tensors are made of. */
function ancestors(tensors: readonly Tensor[]): Set<Node> {
  const found = new Set<Node>();
  const open = tensors.map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs.map((input) => input.node), ...node.controls);
  }
  return found;
}

/** Memory, which several tensors may share. */
interface Buffer {
  readonly bytes: number;
  /** Uses that are still to come. */
  uses: number;
  freed: boolean;
}

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
    for (const output of node.outputs) {
      this.shapes.set(output, this.closed(node, output));
      this.allocate(node, output);
    }
    this.most = Math.max(this.most, this.live);
    for (const input of node.inputs) this.release(this.buffers.get(input)!, 1);
    for (const output of node.outputs) this.release(this.buffers.get(output)!, 0);
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

  /** A tensor's shape without open dimensions. */
  private closed({ op, inputs }: Node, { shape }: Tensor): TensorShape {
    if (op === 'Reshape') return this.reshaped(inputs[0]!, shape);
    const like =
      inputs[CHANNELS_FROM[op] ?? inputs.findIndex((input) => input.shape.length === shape.length)];
    const channels = like && this.shapes.get(like)!.at(-1);
    return shape.map((dim, axis) => (dim >= 0 ? dim : axis === 0 ? this.count : (channels ?? this.count)));
  }

  /** Of one open dimension, what the elements leave for it; of two, the first is the number of images. */
  private reshaped(x: Tensor, shape: TensorShape): TensorShape {
    const isSingle = shape.filter((dim) => dim < 0).length === 1;
    const known = shape.map((dim, axis) => (dim < 0 && axis === 0 && !isSingle ? this.count : dim));
    const rest = elements(this.shapes.get(x)!) / elements(known.filter((dim) => dim >= 0));
    return known.map((dim) => (dim >= 0 ? dim : rest));
  }

  private bytesOf(tensor: Tensor): number {
    return BYTES[tensor.dtype] * elements(this.shapes.get(tensor)!);
  }
}
