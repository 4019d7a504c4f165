import { createRequire } from 'node:module';

/**
 * The protobuf messages of a SavedModel. tfjs-node ships them as generated JavaScript without types; this file declares the
 * types of what we use.
 */
interface Message {
  serializeBinary(): Uint8Array;
}

interface MessageMap<V> {
  set(key: string, value: V): unknown;
}

export interface TensorShapeProto extends Message {
  addDim(dim: DimProto): unknown;
}

interface DimProto extends Message {
  setSize(size: number): void;
}

export interface TensorProto extends Message {
  setDtype(dtype: number): void;
  setTensorShape(shape: TensorShapeProto): void;
  setTensorContent(bytes: Uint8Array): void;
  addFloatVal(value: number): void;
  addIntVal(value: number): void;
  addStringVal(value: Uint8Array): void;
}

export interface ListValue extends Message {
  setIList(values: readonly number[]): void;
  setTypeList(values: readonly number[]): void;
}

export interface AttrValue extends Message {
  setType(type: number): void;
  setShape(shape: TensorShapeProto): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setS(value: Uint8Array): void;
  setTensor(tensor: TensorProto): void;
  setList(list: ListValue): void;
}

export interface NodeDef extends Message {
  setName(name: string): void;
  setOp(op: string): void;
  addInput(input: string): void;
  setDevice(device: string): void;
  getAttrMap(): MessageMap<AttrValue>;
}

interface GraphDef extends Message {
  addNode(node: NodeDef): unknown;
  setVersions(versions: VersionDef): void;
}

interface VersionDef extends Message {
  setProducer(version: number): void;
}

export interface TensorInfo extends Message {
  setName(name: string): void;
  setDtype(dtype: number): void;
  setTensorShape(shape: TensorShapeProto): void;
}

interface SignatureDef extends Message {
  getInputsMap(): MessageMap<TensorInfo>;
  getOutputsMap(): MessageMap<TensorInfo>;
  setMethodName(name: string): void;
}

interface MetaInfoDef extends Message {
  addTags(tag: string): void;
}

interface MetaGraphDef extends Message {
  setMetaInfoDef(info: MetaInfoDef): void;
  setGraphDef(graph: GraphDef): void;
  getSignatureDefMap(): MessageMap<SignatureDef>;
}

interface SavedModel extends Message {
  setSavedModelSchemaVersion(version: number): void;
  addMetaGraphs(graph: MetaGraphDef): unknown;
}

interface Messages {
  readonly TensorShape: (new () => TensorShapeProto) & { readonly Dim: new () => DimProto };
  readonly Tensor: new () => TensorProto;
  readonly AttrValue: (new () => AttrValue) & { readonly ListValue: new () => ListValue };
  readonly NodeDef: new () => NodeDef;
  readonly GraphDef: new () => GraphDef;
  readonly VersionDef: new () => VersionDef;
  readonly TensorInfo: new () => TensorInfo;
  readonly SignatureDef: new () => SignatureDef;
  readonly MetaGraphDef: (new () => MetaGraphDef) & { readonly MetaInfoDef: new () => MetaInfoDef };
  readonly SavedModel: new () => SavedModel;
}

export const messages = createRequire(import.meta.url)(
  '@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js',
) as Messages;
