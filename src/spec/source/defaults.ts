import { mergeTrees } from './merge.js';
import { withEntry, type MapTree, type Tree } from './tree.js';

/** The sections of `defaults` for each kind of entry. Later sections take precedence, and the entry's own fields over all. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  conv: ['conv'],
  fc: ['fc'],
  block: ['conv', 'block'],
};

/** Merges a spec's `defaults` into its layers. */
export function applyDefaults(tree: MapTree): MapTree {
  const defaults = tree.entries.get('defaults');
  const network = tree.entries.get('network');
  if (defaults?.tree.kind !== 'map' || network?.tree.kind !== 'list') return tree;
  const given = defaults.tree;
  const items = network.tree.items.map((item) => mergeIntoEntry(item, given));
  return withEntry(tree, 'network', { key: network.key, tree: { ...network.tree, items } });
}

function mergeIntoEntry(item: Tree, defaults: MapTree): Tree {
  if (item.kind !== 'map') return item;
  const entries = [...item.entries].map(([kind, entry]) => {
    const layers = (sourcesOf[kind] ?? []).flatMap((source) => defaults.entries.get(source)?.tree ?? []);
    // The result keeps the entry's origin, where missing fields are reported.
    const merged = [...layers, entry.tree].reduce(mergeTrees);
    return [kind, { key: entry.key, tree: merged }] as const;
  });
  return { ...item, entries: new Map(entries) };
}
