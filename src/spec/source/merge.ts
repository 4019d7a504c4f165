import type { MapTree, Tree } from './tree.js';

/**
 * Merges `over` into `base`. Maps merge recursively, key by key; everything else, including lists, is replaced. So is a map
 * whose `type` changes (a filler, a policy), because the fields of one type do not apply to another.
 */
export function mergeTrees(base: Tree, over: Tree): Tree {
  if (base.kind !== 'map' || over.kind !== 'map' || typeChanges(base, over)) return over;
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const below = base.entries.get(name);
    entries.set(
      name,
      below === undefined ? entry : { key: entry.key, tree: mergeTrees(below.tree, entry.tree) },
    );
  }
  return { kind: 'map', origin: over.origin, entries };
}

function typeChanges(base: MapTree, over: MapTree): boolean {
  const before = base.entries.get('type')?.tree;
  const after = over.entries.get('type')?.tree;
  if (before?.kind !== 'scalar' || after?.kind !== 'scalar') return false;
  return before.value !== after.value;
}
