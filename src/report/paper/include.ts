import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { showValue } from '../../common/printable.js';
import { pathFrom, readMapFile } from '../../spec/source/files.js';
import { messageAt } from '../../spec/source/message.js';
import { withEntry, type MapEntry, type MapTree, type Origin, type Tree } from '../../spec/source/tree.js';
import { INCLUDED_NAME, type WrittenPaper } from './schema.js';

/** The sections that an included file may have. */
const SECTIONS: Partial<Record<keyof WrittenPaper, 'map' | 'list'>> = {
  experiments: 'map',
  networks: 'map',
  series: 'map',
  accuracy_tables: 'map',
  architecture_tables: 'map',
  diagrams: 'map',
  figures: 'map',
  claims: 'list',
  conditions: 'list',
  deviations: 'list',
};

/**
 * Reads a claims file and adds the sections of the files that it includes. Every value keeps its own file and position.
 *
 * @throws {DropinError} exit code 2, if an included file is missing, has other keys than sections, or repeats an id.
 */
export function readClaimsFile(name: string): MapTree {
  const tree = readMapFile(name, 'a claims file');
  return includedIn(tree).reduce<MapTree>(
    (whole, { file, origin }) =>
      withSections(whole, readMapFile(pathFrom(name, file), 'a claims file', origin)),
    tree,
  );
}

/** The well-formed names; the schema reports the others. */
function includedIn({ entries }: MapTree): readonly { file: string; origin: Origin }[] {
  const list = entries.get('include')?.tree;
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const file = item.kind === 'scalar' ? item.value : undefined;
    return typeof file === 'string' && INCLUDED_NAME.test(file) ? [{ file, origin: item.origin }] : [];
  });
}

function withSections(whole: MapTree, part: MapTree): MapTree {
  return [...part.entries].reduce((into, [name, entry]) => withSection(into, name, entry), whole);
}

function withSection(whole: MapTree, name: string, { key, tree }: MapEntry): MapTree {
  const kind = Object.hasOwn(SECTIONS, name) ? SECTIONS[name as keyof WrittenPaper] : undefined;
  if (kind === undefined) {
    const known = Object.keys(SECTIONS).join(', ');
    throw wrong(key, `expected one of ${known} in an included file, found ${showValue(name)}`);
  }
  if (tree.kind !== kind) throw wrong(tree.origin, `${name}: expected a ${kind}, found a ${tree.kind}`);
  const own = whole.entries.get(name);
  if (own === undefined) return withEntry(whole, name, { key, tree });
  return withEntry(whole, name, { key: own.key, tree: joined(name, own.tree, tree) });
}

/** If the kinds differ, the including file’s is wrong, and the schema reports it. */
function joined(section: string, own: Tree, included: Tree): Tree {
  if (own.kind === 'list' && included.kind === 'list') {
    return { ...own, items: [...own.items, ...included.items] };
  }
  if (own.kind !== 'map' || included.kind !== 'map') return own;
  for (const [id, { key }] of included.entries) {
    if (own.entries.has(id))
      throw wrong(key, `${section}.${id}: expected a unique id, found ${showValue(id)} again`);
  }
  return { ...own, entries: new Map([...own.entries, ...included.entries]) };
}

function wrong(at: Origin, text: string): DropinError {
  return new DropinError(messageAt(at, text), EXIT.USAGE);
}
