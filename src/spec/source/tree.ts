/** The text of a YAML file, and the name that messages call it by. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Where a value was written. Lines and columns count from 1. */
export type Origin =
  { readonly file: SourceFile; readonly line: number; readonly column: number } | { readonly option: string };

export interface MapEntry {
  readonly key: Origin;
  readonly tree: Tree;
}

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly origin: Origin;
  readonly value: unknown;
}

export interface ListTree {
  readonly kind: 'list';
  readonly origin: Origin;
  readonly items: readonly Tree[];
}

export interface MapTree {
  readonly kind: 'map';
  readonly origin: Origin;
  readonly entries: ReadonlyMap<string, MapEntry>;
}

/** What a YAML file says, every value and key with its origin, which survives merging. */
export type Tree = ScalarTree | ListTree | MapTree;

export type Path = readonly (string | number)[];

/** The plain value of a tree. */
export function toPlain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(toPlain);
    case 'map':
      // fromEntries defines keys, so that one called __proto__ is a key like any other.
      return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toPlain(entry.tree)]));
  }
}

/** The tree at a path, if there is one. */
export function treeAt(tree: Tree, path: Path): Tree | undefined {
  let current: Tree | undefined = tree;
  for (const segment of path) current = current === undefined ? undefined : childOf(current, segment);
  return current;
}

function childOf(tree: Tree, segment: string | number): Tree | undefined {
  if (tree.kind === 'map') return tree.entries.get(String(segment))?.tree;
  if (tree.kind === 'list') return tree.items[Number(segment)];
  return undefined;
}

/**
 * Where to point for a path: at a scalar itself, at the key of a map or list; for a path that is not there, at the nearest
 * key above it.
 */
export function originOf(tree: Tree, path: Path, atKey = false): Origin {
  let current = tree;
  let nearestKey = tree.origin;
  for (const segment of path) {
    const child = childOf(current, segment);
    if (child === undefined) return nearestKey;
    const key = current.kind === 'map' ? current.entries.get(String(segment))!.key : child.origin;
    nearestKey = key;
    current = child;
  }
  return current.kind === 'scalar' && !atKey ? current.origin : nearestKey;
}

/** A copy of a map with one more or other entry. */
export function withEntry(tree: MapTree, name: string, entry: MapEntry): MapTree {
  return { ...tree, entries: new Map([...tree.entries, [name, entry]]) };
}

/** A copy of a map without an entry. */
export function withoutEntry(tree: MapTree, name: string): MapTree {
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => key !== name)) };
}
