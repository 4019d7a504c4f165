/** The text of a YAML file, and its name in messages. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Where a value comes from. Lines and columns count from 1. */
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

/** The content of a YAML file. Every value and key has its origin, which merging preserves. */
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
      // Object.fromEntries defines properties, so that even __proto__ becomes an ordinary key.
      return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toPlain(entry.tree)]));
  }
}

/** The tree at a path; undefined if there is none. */
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
 * The origin for a message about a path: that of a scalar, or of the key of a map or list. If the path does not exist, that
 * of the nearest key above it.
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

/** A copy of a map with one entry added or replaced. */
export function withEntry(tree: MapTree, name: string, entry: MapEntry): MapTree {
  return { ...tree, entries: new Map([...tree.entries, [name, entry]]) };
}

/** A copy of a map without an entry. */
export function withoutEntry(tree: MapTree, name: string): MapTree {
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => key !== name)) };
}
