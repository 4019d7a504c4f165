/** Element types of images, activations, parameters and gradients. */
export type FloatType = 'float32' | 'bfloat16';

/** The TensorFlow element types that the compiler uses. */
export type DType = FloatType | 'int32' | 'int64' | 'bool' | 'string' | 'uint8' | 'resource';

/** Dimensions of a tensor; −1 if known only when a step runs: the number of images, or of channels computed. */
export type TensorShape = readonly number[];

/** A constant's elements, in row-major order. */
export interface TensorValue {
  readonly dtype: 'float32' | 'int32' | 'string';
  readonly shape: TensorShape;
  readonly values: readonly number[] | readonly string[] | Float32Array;
}

/** A node's attribute, tagged with the field of TensorFlow's `AttrValue` that carries it. */
export type Attr =
  | { readonly type: DType }
  | { readonly types: readonly DType[] }
  | { readonly shape: TensorShape }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly tensor: TensorValue };

export type Attrs = Readonly<Record<string, Attr>>;

/** One output of a node. */
export interface Tensor {
  readonly node: Node;
  readonly index: number;
  readonly dtype: DType;
  readonly shape: TensorShape;
}

/** Whether elements are real numbers, which can have gradients. */
export function isFloat(dtype: DType): dtype is FloatType {
  return dtype === 'float32' || dtype === 'bfloat16';
}

/** Where a node runs: on the host's CPU, or on the device with this number. */
export type Place = 'host' | number;

/** A TensorFlow operation in the graph; `op` is TensorFlow's own name. */
export interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Tensor[];
  /** Nodes that must run before this one. */
  readonly controls: readonly Node[];
  readonly attrs: Attrs;
  /** Undefined: where TensorFlow puts it, which is the first device if that has a kernel for it. */
  readonly place?: Place;
  readonly outputs: readonly Tensor[];
}

/** How TensorFlow refers to a tensor: `node` for a node's first output, `node:1` for the second. */
export function tensorName(tensor: Tensor): string {
  return tensor.index === 0 ? tensor.node.name : `${tensor.node.name}:${tensor.index}`;
}

export function shapeText(shape: TensorShape): string {
  return `[${shape.map((dim) => (dim < 0 ? 'N' : String(dim))).join(', ')}]`;
}
