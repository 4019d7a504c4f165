import type { Spec } from '../../spec/schema/spec.js';
import type { BlockSpec } from '../../spec/schema/layers.js';
import type { SpecPath } from '../layer.js';
import { onAxes, pair, pairText, type Pair } from '../window.js';
import type { DraftNetwork, Reference } from './draft.js';
import { dropInLayer } from './dropin.js';
import { addFollowers } from './followers.js';
import { trainedFields, windowFields, type WindowSpec } from './trained.js';

/**
 * Expands a block: `<conv>_1` and `added` more convolutions of the same size. A DropIn joins each of these with the output
 * that precedes it: dropin (1_1 + 1_2), then (1_2 + 1_3), where 1_2 is the output of the first DropIn (paper, Table 1).
 */
export function expandBlock(network: DraftNetwork, spec: Spec, block: BlockSpec, path: SpecPath): void {
  const context: BlockContext = { network, spec, block, path };
  checkAddedKernel(context);
  let previous = addConv(context, { ...block, index: 1 }, network.source(block.from, path));
  network.name(`${block.conv}_1`, previous, [...path, 'conv']);
  for (let index = 2; index <= block.added + 1; index++) {
    const added = { index, kernel: block.added_kernel, stride: 1, pad: padToKeepSize(block) };
    const yNew = addConv(context, added, { layer: previous });
    network.name(`${block.conv}_${index}`, yNew, [...path, 'conv']);
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

interface BlockConv extends Pick<WindowSpec, 'kernel' | 'stride' | 'pad'> {
  readonly index: number;
}

function addConv(
  { network, spec, block, path }: BlockContext,
  { index, kernel, stride, pad }: BlockConv,
  input: Reference,
): string {
  const name = `${block.conv}_${index}`;
  network.add({
    layer: {
      type: 'conv',
      name,
      path,
      ...windowFields({ ...block, kernel, stride, pad }),
      ...trainedFields(block),
    },
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
  const own = typeof block.dropin === 'object' ? block.dropin : {};
  network.add({
    layer: dropInLayer(network, { name, path, own, shared: spec.dropin }),
    inputs: inputs.map((layer) => ({ layer })),
  });
  network.name(name, name, [...path, 'conv']);
  return name;
}

function checkAddedKernel({ network, block, path }: BlockContext): void {
  const kernel = pair(block.added_kernel);
  if (block.added === 0 || kernel.every((side) => side % 2 === 1)) return;
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
