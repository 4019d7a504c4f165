import type { Device } from '../common/device.js';
import type { CompiledGraph, Signature } from './compiled.js';
import type { Graph } from './graph.js';
import {
  tensorName,
  type Attr,
  type DType,
  type Node,
  type Place,
  type Tensor,
  type TensorShape,
  type TensorValue,
} from './node.js';
import {
  messages,
  type AttrValue,
  type NodeDef,
  type TensorInfo,
  type TensorProto,
  type TensorShapeProto,
} from './proto.js';

/** The tag by which TensorFlow finds the graph in the SavedModel. */
export const servingTag = 'serve';

/** Graph definition version of TensorFlow 2.x (`TF_GRAPH_DEF_VERSION` of 2.9, which newer releases accept). */
const graphVersion = 1087;

/** `DataType` numbers of `tensorflow/core/framework/types.proto`. */
const dataTypes: Readonly<Record<DType, number>> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
};

/** Number of nodes converted to messages at a time. A node's messages take some 40 times its serialized size. */
const NODES_AT_ONCE = 1000;

/** Field numbers of `SavedModel.meta_graphs` and `MetaGraphDef.graph_def`. */
const META_GRAPHS = 2;
const GRAPH_DEF = 2;

/**
 * The bytes of `saved_model.pb`. There is no variables/ folder: the `init` and `restore` signatures set the variables.
 *
 * @param kind The devices that nodes with a number run on.
 */
export function savedModel({ graph, signatures }: CompiledGraph<string>, kind: Device = 'cpu'): Uint8Array {
  const model = new messages.SavedModel();
  model.setSavedModelSchemaVersion(1);
  const meta = Buffer.concat([metaGraph(signatures), ...graphParts(graph, kind)]);
  return Buffer.concat([model.serializeBinary(), lengthDelimited(META_GRAPHS, meta)]);
}

/** A `MetaGraphDef` without its graph. */
function metaGraph(signatures: CompiledGraph<string>['signatures']): Uint8Array {
  const info = new messages.MetaGraphDef.MetaInfoDef();
  info.addTags(servingTag);
  const meta = new messages.MetaGraphDef();
  meta.setMetaInfoDef(info);
  for (const [name, signature] of Object.entries(signatures))
    meta.getSignatureDefMap().set(name, signatureDef(signature));
  return meta.serializeBinary();
}

/** The graph of a `MetaGraphDef`, in parts: protobuf parsers merge repeated occurrences of a message field. */
function graphParts({ nodes }: Graph, kind: Device): Uint8Array[] {
  const version = new messages.VersionDef();
  version.setProducer(graphVersion);
  const first = new messages.GraphDef();
  first.setVersions(version);
  const parts = [lengthDelimited(GRAPH_DEF, first.serializeBinary())];
  for (let from = 0; from < nodes.length; from += NODES_AT_ONCE) {
    const part = new messages.GraphDef();
    for (const node of nodes.slice(from, from + NODES_AT_ONCE)) part.addNode(nodeDef(node, kind));
    parts.push(lengthDelimited(GRAPH_DEF, part.serializeBinary()));
  }
  return parts;
}

/** A field of wire type 2: tag, length as a varint, bytes. */
function lengthDelimited(field: number, bytes: Uint8Array): Uint8Array {
  const head = [(field << 3) | 2];
  let length = bytes.length;
  for (; length > 127; length = Math.floor(length / 128)) head.push((length % 128) | 128);
  return Buffer.concat([Uint8Array.from([...head, length]), bytes]);
}

function nodeDef(node: Node, kind: Device): NodeDef {
  const definition = new messages.NodeDef();
  definition.setName(node.name);
  definition.setOp(node.op);
  if (node.place !== undefined) definition.setDevice(deviceName(node.place, kind));
  for (const input of node.inputs) definition.addInput(tensorName(input));
  for (const control of node.controls) definition.addInput(`^${control.name}`);
  for (const [name, attr] of Object.entries(node.attrs)) definition.getAttrMap().set(name, attrValue(attr));
  return definition;
}

/** TensorFlow's name of a device, e.g. `/device:GPU:1`. */
function deviceName(place: Place, kind: Device): string {
  return place === 'host' ? '/device:CPU:0' : `/device:${kind.toUpperCase()}:${place}`;
}

function signatureDef({ inputs, outputs }: Signature) {
  const definition = new messages.SignatureDef();
  definition.setMethodName('tensorflow/serving/predict');
  for (const [name, tensor] of Object.entries(inputs))
    definition.getInputsMap().set(name, tensorInfo(tensor));
  for (const [name, tensor] of Object.entries(outputs))
    definition.getOutputsMap().set(name, tensorInfo(tensor));
  return definition;
}

function tensorInfo(tensor: Tensor): TensorInfo {
  const info = new messages.TensorInfo();
  info.setName(`${tensor.node.name}:${tensor.index}`);
  info.setDtype(dataTypes[tensor.dtype]);
  info.setTensorShape(shapeProto(tensor.shape));
  return info;
}

function attrValue(attr: Attr): AttrValue {
  const value = new messages.AttrValue();
  if ('type' in attr) value.setType(dataTypes[attr.type]);
  else if ('shape' in attr) value.setShape(shapeProto(attr.shape));
  else if ('int' in attr) value.setI(attr.int);
  else if ('float' in attr) value.setF(attr.float);
  else if ('bool' in attr) value.setB(attr.bool);
  else if ('string' in attr) value.setS(utf8(attr.string));
  else if ('tensor' in attr) value.setTensor(tensorProto(attr.tensor));
  else value.setList(listValue(attr));
  return value;
}

function listValue(attr: { ints: readonly number[] } | { types: readonly DType[] }) {
  const list = new messages.AttrValue.ListValue();
  if ('ints' in attr) list.setIList([...attr.ints]);
  else list.setTypeList(attr.types.map((type) => dataTypes[type]));
  return list;
}

function shapeProto(shape: TensorShape): TensorShapeProto {
  const proto = new messages.TensorShape();
  for (const size of shape) {
    const dim = new messages.TensorShape.Dim();
    dim.setSize(size);
    proto.addDim(dim);
  }
  return proto;
}

/** A single value fills all elements (TensorFlow repeats the last value). Several are packed as little-endian bytes. */
function tensorProto({ dtype, shape, values }: TensorValue): TensorProto {
  const proto = new messages.Tensor();
  proto.setDtype(dataTypes[dtype]);
  proto.setTensorShape(shapeProto(shape));
  if (dtype === 'string') {
    for (const value of values) proto.addStringVal(utf8(String(value)));
    return proto;
  }
  const numbers = values instanceof Float32Array ? values : values.map(Number);

  if (values.length !== 1) proto.setTensorContent(content(dtype, numbers));
  else if (dtype === 'float32') proto.addFloatVal(numbers[0]!);
  else proto.addIntVal(numbers[0]!);
  return proto;
}

function content(dtype: 'float32' | 'int32', values: readonly number[] | Float32Array): Uint8Array {
  const numbers = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
  return new Uint8Array(numbers.buffer);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
