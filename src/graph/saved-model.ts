import type { CompiledGraph, Signature } from './compiled.js';
import {
  tensorName,
  type Attr,
  type DType,
  type Node,
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

/** The tag under which the graph is loaded. */
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
  resource: 20,
};

/** The bytes of `saved_model.pb`. There is no variables/ folder: the `init` and `restore` signatures assign. */
export function savedModel({ graph, signatures }: CompiledGraph<string>): Uint8Array {
  const version = new messages.VersionDef();
  version.setProducer(graphVersion);
  const definition = new messages.GraphDef();
  definition.setVersions(version);
  for (const node of graph.nodes) definition.addNode(nodeDef(node));
  const info = new messages.MetaGraphDef.MetaInfoDef();
  info.addTags(servingTag);
  const meta = new messages.MetaGraphDef();
  meta.setMetaInfoDef(info);
  meta.setGraphDef(definition);
  for (const [name, signature] of Object.entries(signatures))
    meta.getSignatureDefMap().set(name, signatureDef(signature));
  const model = new messages.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(meta);
  return model.serializeBinary();
}

function nodeDef(node: Node): NodeDef {
  const definition = new messages.NodeDef();
  definition.setName(node.name);
  definition.setOp(node.op);
  for (const input of node.inputs) definition.addInput(tensorName(input));
  for (const control of node.controls) definition.addInput(`^${control.name}`);
  for (const [name, attr] of Object.entries(node.attrs)) definition.getAttrMap().set(name, attrValue(attr));
  return definition;
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

/** A single value stands for all elements (TensorFlow repeats the last); more are packed as little-endian bytes. */
function tensorProto({ dtype, shape, values }: TensorValue): TensorProto {
  const proto = new messages.Tensor();
  proto.setDtype(dataTypes[dtype]);
  proto.setTensorShape(shapeProto(shape));
  const numbers = values.map(Number);
  if (dtype === 'string') for (const value of values) proto.addStringVal(utf8(String(value)));
  else if (values.length !== 1) proto.setTensorContent(content(dtype, numbers));
  else if (dtype === 'float32') proto.addFloatVal(numbers[0]!);
  else proto.addIntVal(numbers[0]!);
  return proto;
}

function content(dtype: 'float32' | 'int32', values: readonly number[]): Uint8Array {
  return new Uint8Array((dtype === 'float32' ? Float32Array : Int32Array).from(values).buffer);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
