import type { SpecIssue } from './issues.js';
import { layerEntrySchema } from './schema/layers.js';
import type { MapTree } from './source/tree.js';

const KINDS = Object.keys(layerEntrySchema.shape);

/** An issue for each entry of `network` with no kind or several kinds. The schema reports unknown keys. */
export function entryKindIssues(tree: MapTree): readonly SpecIssue[] {
  const network = tree.entries.get('network')?.tree;
  if (network?.kind !== 'list') return [];
  return network.items.flatMap((item, i): SpecIssue[] => {
    if (item.kind !== 'map') return [];
    const keys = [...item.entries.keys()];
    const kinds = keys.filter((key) => KINDS.includes(key));
    if (kinds.length === 1 || kinds.length < keys.length) return [];
    const found = kinds.length === 0 ? 'nothing' : kinds.join(' and ');
    return [{ path: ['network', i], expected: `exactly one of ${KINDS.join(', ')}`, found }];
  });
}
