import type { Spec } from '../../spec/schema/spec.js';
import type { OwnDropInFields } from '../../spec/schema/dropin.js';
import type { BlockSpec } from '../../spec/schema/layers.js';
import type { SpecPath } from '../layer.js';
import { onAxes, pair, pairText, type Pair } from '../window.js';
import type { DraftNetwork, Reference } from './draft.js';
import { dropInLayer } from './dropin.js';
import { addFollowers } from './followers.js';
import { addHighwayUnit } from './highway.js';
import { addResidualUnit } from './residual.js';
import { convLayer, type WindowSpec } from './trained.js';

/**
 * Expands a block: `<conv>_1` and `added` more convolutions of the same size. A DropIn joins each of these with the output
 * that precedes it: dropin (1_1 + 1_2), then (1_2 + 1_3), where 1_2 is the output of the first DropIn (paper, Table 1). In a
 * residual block these are residual units; in a highway block the added ones are highway units.
 */
export function expandBlock(network: DraftNetwork, spec: Spec, block: BlockSpec, path: SpecPath): void {
  const context: BlockContext = { network, spec, block, path };
  checkAddedKernel(context);
  let previous = addUnit(context, { ...block, index: 1 }, network.source(block.from, path));
  for (let index = 2; index <= block.added + 1; index++) {
    const added = { index, kernel: block.added_kernel, stride: 1, pad: padToKeepSize(block) };
    const yNew = addUnit(context, added, { layer: previous });
    previous = block.dropin === false ? yNew : addDropIn(context, index, [yNew, previous]);
  }
  network.name(block.conv, previous, [...path, 'conv']);
  network.last = block.conv;
}

/** `dropin<k>_<index>` for a block named conv<k>, otherwise `<conv>_dropin_<index>`. */
function blockDropInName(conv: string, index: number): string {
  const number = /^conv(.+)$/.exec(conv)?.[1];
  return number === undefined ? `${conv}_dropin_${index}` : `dropin${number}_${index}`;
}

interface BlockContext {
  readonly network: DraftNetwork;
  readonly spec: Spec;
  readonly block: BlockSpec;
  readonly path: SpecPath;
}

/** A convolution of the block, or the first one of a residual or highway unit. */
interface BlockConv extends Pick<WindowSpec, 'kernel' | 'stride' | 'pad'> {
  readonly index: number;
}

/** Adds `<conv>_<index>`: a convolution, a residual unit or a highway unit. Returns its last layer. */
function addUnit(context: BlockContext, { index, ...windows }: BlockConv, input: Reference): string {
  const { network, block, path } = context;
  const name = `${block.conv}_${index}`;
  const { kernel, stride, pad } = windows;
  const last = addLayers(context, { name, index, windows: { kernel, stride, pad } }, input);
  network.name(name, last, [...path, 'conv']);
  return last;
}

interface NamedUnit {
  readonly name: string;
  readonly index: number;
  readonly windows: Omit<BlockConv, 'index'>;
}

function addLayers(context: BlockContext, { name, index, windows }: NamedUnit, input: Reference): string {
  const { network, spec, block, path } = context;
  const unit = { name, path, block, spec, windows };
  if (block.residual) return addResidualUnit(network, { ...unit, keepingPad: padToKeepSize(block) }, input);
  if (block.highway !== false && index > 1) return addHighwayUnit(network, unit, input);
  return addConv(context, name, windows, input);
}

function addConv(
  { network, spec, block, path }: BlockContext,
  name: string,
  windows: Omit<BlockConv, 'index'>,
  input: Reference,
): string {
  network.add({
    layer: convLayer({ name, path }, { ...block, ...windows }),
    inputs: [input],
  });
  return addFollowers(network, { layer: name, path, fields: block, shared: spec.dropin });
}

function addDropIn(
  { network, spec, block, path }: BlockContext,
  index: number,
  inputs: readonly [yNew: string, yPrevious: string],
): string {
  const name = blockDropInName(block.conv, index);
  const own = typeof block.dropin === 'object' ? ownFields(block.dropin, index - 2) : {};
  network.add({
    layer: dropInLayer(network, { name, path, own, shared: spec.dropin }),
    inputs: inputs.map((layer) => ({ layer })),
  });
  network.name(name, name, [...path, 'conv']);
  return name;
}

/** The fields of a block's DropIn, counted from 0. */
function ownFields(dropin: Exclude<BlockSpec['dropin'], boolean>, number: number): OwnDropInFields {
  const own = (value: number | readonly number[] | undefined) =>
    typeof value === 'object' ? value[number] : value;
  return { ...dropin, length: own(dropin.length), start: own(dropin.start) };
}

function checkAddedKernel({ network, block, path }: BlockContext): void {
  const kernel = pair(block.added_kernel);
  const isUsed = block.residual || block.added > 0;
  if (!isUsed || kernel.every((side) => side % 2 === 1)) return;
  network.issues.push({
    path: [...path, 'added_kernel'],
    expected: 'an odd number, so that padding keeps the size',
    found: pairText(kernel),
  });
}

/** The padding of the added convolutions. */
function padToKeepSize({ added_kernel: kernel, dilation }: BlockSpec): Pair {
  return onAxes((axis) => (pair(dilation)[axis] * (pair(kernel)[axis] - 1)) / 2);
}
