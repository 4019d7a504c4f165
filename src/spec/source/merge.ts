import type { MapTree, Tree } from './tree.js';

/**
 * `over` on top of `base`: maps merge key by key, deeply; anything else, lists too, is replaced whole. So is a map whose
 * `type` changes (a filler, a policy), since the fields of the one type mean nothing to the other.
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
