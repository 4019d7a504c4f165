import { ELEMENT } from './proto.js';

type Attribute = number | string | readonly number[] | { readonly float: number };

export interface NodeOptions {
  /** Integers, texts, lists of integers; a float is tagged. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Of the output. */
  readonly name: string;
}

/** An ONNX graph under construction: values are known by their names. */
export class OnnxGraph {
  readonly nodes: object[] = [];
  readonly initializers: object[] = [];
  private readonly names = new Set<string>();

  /** Adds a node of one output; gives the output's name, which is `name`, with a number where that is taken. */
  add(op: string, inputs: readonly string[], { attributes = {}, name }: NodeOptions): string {
    const output = this.unique(name);
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    this.nodes.push({ input: inputs, output: [output], name: output, op_type: op, attribute });
    return output;
  }

  floats(name: string, shape: readonly number[], values: Float32Array): string {
    return this.constant(name, shape, ELEMENT.float32, values);
  }

  scalar(name: string, value: number): string {
    return this.floats(name, [], Float32Array.of(value));
  }

  integers(name: string, values: readonly number[]): string {
    return this.constant(name, [values.length], ELEMENT.int64, BigInt64Array.from(values, BigInt));
  }

  /** Of elements 0 and 1. */
  mask(name: string, shape: readonly number[], values: Uint8Array): string {
    return this.constant(name, shape, ELEMENT.bool, values);
  }

  private constant(name: string, dims: readonly number[], type: number, values: ArrayBufferView): string {
    const unique = this.unique(name);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push({ dims, data_type: type, name: unique, raw_data: bytes });
    return unique;
  }

  private unique(name: string): string {
    let unique = name;
    for (let number = 1; this.names.has(unique); number++) unique = `${name}_${number}`;
    this.names.add(unique);
    return unique;
  }
}

/** `type` is the number of AttributeProto.AttributeType. */
function attributeProto(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: value };
}
