import type { ActivationSpec } from '../../spec/schema/activation.js';
import type { BatchNormSpec } from '../../spec/schema/batch-norm.js';
import type {
  AddSpec,
  ConcatSpec,
  ConvSpec,
  DropInLayerSpec,
  FcSpec,
  LayerEntry,
  PoolSpec,
  ReluSpec,
  ResizeSpec,
} from '../../spec/schema/layers.js';
import type { RnnSpec } from '../../spec/schema/rnn.js';
import type { DropoutSpec, LrnSpec } from '../../spec/schema/regularization.js';
import type { Spec } from '../../spec/schema/spec.js';
import type { SpecPath } from '../layer.js';
import { pair } from '../window.js';
import { activationLayer } from './activation.js';
import { batchNormLayer } from './batch-norm.js';
import { expandBlock } from './block.js';
import { DraftNetwork, type Draft } from './draft.js';
import { dropInLayer } from './dropin.js';
import { addFollowers } from './followers.js';
import { requireResidualUnits } from './stochastic-depth.js';
import { convLayer, rnnFields, trainedFields } from './trained.js';

type Kind = keyof LayerEntry;

/** Where an entry is in the spec, and its number among the entries of its kind, counted from 1. */
interface Position {
  readonly path: SpecPath;
  readonly number: number;
}

type Expand<K extends Kind> = (
  network: DraftNetwork,
  entry: NonNullable<LayerEntry[K]>,
  position: Position,
  spec: Spec,
) => void;

/** Expands each kind of entry into layers. */
const expanders: { readonly [K in Kind]-?: Expand<K> } = {
  conv: expandConv,
  pool: expandPool,
  fc: expandFc,
  rnn: expandRnn,
  relu: expandRelu,
  activation: expandActivation,
  batch_norm: expandBatchNorm,
  lrn: expandLrn,
  dropout: expandDropout,
  resize: expandResize,
  dropin: expandDropIn,
  add: expandJoin('add'),
  concat: expandJoin('concat'),
  block: (network, entry, { path }, spec) => {
    expandBlock(network, spec, entry, path);
  },
};

/** Expands a spec's `network` into layers, without `input`. Their inputs are still names. */
export function expandEntries(spec: Spec): DraftNetwork {
  const network = new DraftNetwork();
  for (const reserved of ['input', 'loss', 'accuracy']) network.outputs.set(reserved, reserved);
  const counts = new Map<Kind, number>();
  spec.network.forEach((entry, i) => {
    for (const kind of Object.keys(entry) as Kind[]) {
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      const expand = expanders[kind] as Expand<Kind>;
      expand(network, entry[kind]!, { path: ['network', i, kind], number }, spec);
    }
  });
  requireResidualUnits(network, spec);
  return network;
}

function expandConv(network: DraftNetwork, entry: ConvSpec, { path, number }: Position, spec: Spec): void {
  const name = entry.name ?? `conv${number}`;
  network.add({
    layer: convLayer({ name, path }, entry),
    inputs: [network.source(entry.from, path)],
  });
  publish(
    network,
    name,
    addFollowers(network, { layer: name, path, fields: entry, shared: spec.dropin }),
    path,
  );
}

function expandFc(network: DraftNetwork, entry: FcSpec, { path, number }: Position, spec: Spec): void {
  const name = entry.name ?? `fc${number}`;
  network.add({
    layer: { type: 'fc', name, path, outputs: entry.outputs, ...trainedFields(entry) },
    inputs: [network.source(entry.from, path)],
  });
  publish(
    network,
    name,
    addFollowers(network, { layer: name, path, fields: entry, shared: spec.dropin }),
    path,
  );
}

function expandRnn(network: DraftNetwork, entry: RnnSpec, { path, number }: Position): void {
  const { name = `rnn${number}`, cell, units, output, forget_bias: forgetBias } = entry;
  const shape = { cell, units, output, forgetBias };
  addSimple(network, { type: 'rnn', name, path, ...shape, ...rnnFields(entry) }, entry.from);
}

function expandPool(network: DraftNetwork, entry: PoolSpec, { path, number }: Position): void {
  const { name = `pool${number}`, type: pooling, rounding } = entry;
  const kernel = entry.kernel === undefined ? undefined : pair(entry.kernel);
  const [stride, pad] = [pair(entry.stride), pair(entry.pad)];
  addSimple(network, { type: 'pool', name, path, pooling, kernel, stride, pad, rounding }, entry.from);
}

function expandRelu(network: DraftNetwork, entry: ReluSpec, { path, number }: Position): void {
  addSimple(network, { type: 'relu', name: entry.name ?? `relu${number}`, path }, entry.from);
}

function expandActivation(network: DraftNetwork, entry: ActivationSpec, { path, number }: Position): void {
  const { type, name = `activation${number}` } = entry;
  addSimple(network, activationLayer({ type, name, path }, entry), entry.from);
}

function expandBatchNorm(network: DraftNetwork, entry: BatchNormSpec, { path, number }: Position): void {
  const { name = `batch_norm${number}` } = entry;
  addSimple(network, batchNormLayer({ name, path }, entry), entry.from);
}

function expandLrn(network: DraftNetwork, entry: LrnSpec, { path, number }: Position): void {
  const { name = `lrn${number}`, region, size, alpha, beta } = entry;
  addSimple(network, { type: 'lrn', name, path, region, size, alpha, beta }, entry.from);
}

function expandDropout(network: DraftNetwork, entry: DropoutSpec, { path, number }: Position): void {
  const { name = `dropout${number}`, ratio } = entry;
  addSimple(network, { type: 'dropout', name, path, ratio }, entry.from);
}

function expandResize(network: DraftNetwork, entry: ResizeSpec, { path, number }: Position): void {
  const { name = `resize${number}`, height, width, channels, method } = entry;
  addSimple(network, { type: 'resize', name, path, height, width, channels, method }, entry.from);
}

function expandDropIn(network: DraftNetwork, entry: DropInLayerSpec, { path }: Position, spec: Spec): void {
  const newLayer = entry.new ?? network.last;
  const name = entry.name ?? `dropin_${newLayer}`;
  network.add({
    layer: dropInLayer(network, { name, path, own: entry, shared: spec.dropin }),
    inputs: [
      { output: newLayer, path: entry.new === undefined ? path : [...path, 'new'] },
      { output: entry.from, path: [...path, 'from'] },
    ],
    resize: resizeMethod(entry.resize),
  });
  publish(network, name, name, path);
}

function expandJoin<K extends 'add' | 'concat'>(type: K): Expand<K> {
  return (network, entry: AddSpec | ConcatSpec, { path, number }) => {
    const { inputs, name = `${type}${number}` } = entry;
    network.add({
      layer: { type, name, path },
      inputs: inputs.map((output, i) => ({ output, path: [...path, 'inputs', i] })),
    });
    publish(network, name, name, path);
  };
}

function resizeMethod(resize: DropInLayerSpec['resize']): Draft['resize'] {
  if (typeof resize === 'object') return resize.method;
  return resize === true ? 'nearest' : undefined;
}

/** Adds a layer with one input and nothing after it. */
function addSimple(network: DraftNetwork, layer: Draft['layer'], from: string | undefined): void {
  network.add({ layer, inputs: [network.source(from, layer.path)] });
  publish(network, layer.name, layer.name, layer.path);
}

function publish(network: DraftNetwork, name: string, output: string, path: SpecPath): void {
  network.name(name, output, [...path, 'name']);
  network.last = name;
}
