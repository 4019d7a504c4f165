import type { Spec } from '../../spec/schema/spec.js';
import type { BlockSpec } from '../../spec/schema/layers.js';
import type { SpecPath } from '../layer.js';
import type { DraftNetwork, Reference } from './draft.js';
import { dropInLayer } from './dropin.js';
import { addFollowers } from './followers.js';
import { trainedFields } from './trained.js';

/**
 * A block: `<conv>_1`, and `added` more of the same size, each joined with the output before it by a DropIn:
 * dropin (1_1 + 1_2), then (1_2 + 1_3) where 1_2 stands for the output of the first DropIn (paper, Table 1).
 */
export function expandBlock(network: DraftNetwork, spec: Spec, block: BlockSpec, path: SpecPath): void {
  checkAddedKernel(network, block, path);
  let previous = addConv(
    network,
    spec,
    block,
    { ...block, index: 1 },
    network.source(block.from, path),
    path,
  );
  network.name(`${block.conv}_1`, previous, [...path, 'conv']);
  for (let index = 2; index <= block.added + 1; index++) {
    const kernel = block.added_kernel;
    const added = { index, kernel, stride: 1, pad: (kernel - 1) / 2 };
    const fresh = addConv(network, spec, block, added, { layer: previous }, path);
    network.name(`${block.conv}_${index}`, fresh, [...path, 'conv']);
    previous =
      block.dropin === false ? fresh : addDropIn(network, spec, block, { index, fresh, previous }, path);
  }
  network.name(block.conv, previous, [...path, 'conv']);
  network.last = block.conv;
}

/** `dropin<k>_<index>` where the block is called conv<k>. */
function blockDropInName(conv: string, index: number): string {
  const number = /^conv(.+)$/.exec(conv)?.[1];
  return number === undefined ? `${conv}_dropin_${index}` : `dropin${number}_${index}`;
}

interface BlockConv {
  readonly index: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
}

function addConv(
  network: DraftNetwork,
  spec: Spec,
  block: BlockSpec,
  { index, kernel, stride, pad }: BlockConv,
  input: Reference,
  path: SpecPath,
): string {
  const name = `${block.conv}_${index}`;
  const { outputs, groups } = block;
  network.add({
    layer: { type: 'conv', name, path, outputs, kernel, stride, pad, groups, ...trainedFields(block) },
    inputs: [input],
  });
  return addFollowers(network, name, block, spec.dropin, path);
}

function addDropIn(
  network: DraftNetwork,
  spec: Spec,
  block: BlockSpec,
  { index, fresh, previous }: { index: number; fresh: string; previous: string },
  path: SpecPath,
): string {
  const name = blockDropInName(block.conv, index);
  const own = typeof block.dropin === 'object' ? block.dropin : {};
  network.add({
    layer: dropInLayer(network, name, path, own, spec.dropin),
    inputs: [{ layer: fresh }, { layer: previous }],
  });
  network.name(name, name, [...path, 'conv']);
  return name;
}

function checkAddedKernel(network: DraftNetwork, block: BlockSpec, path: SpecPath): void {
  if (block.added === 0 || block.added_kernel % 2 === 1) return;
  network.issues.push({
    path: [...path, 'added_kernel'],
    expected: 'an odd number, so that padding keeps the size',
    found: String(block.added_kernel),
  });
}
