import { realpathSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { namesIn } from '../../common/folders.js';
import { readTextGuarded, UnusableFileError } from '../../common/guarded-read.js';
import { nearest } from '../../common/nearest.js';
import { printable, showValue } from '../../common/printable.js';
import { messageAt } from './message.js';
import { mergeTrees } from './merge.js';
import { parseYaml, requireMap } from './parse.js';
import { toPlain, withoutEntry, type MapTree, type Origin, type SourceFile } from './tree.js';

/** A spec is a page or two; a file of a megabyte is not a spec. */
const MAX_BYTES = 1_000_000;

/** Maximum length of a chain of files that extend each other. */
const MAX_EXTENDED = 32;

/**
 * Reads a spec file and merges it with the files that it extends.
 *
 * @throws {DropinError} if one is missing, too large, not a YAML map, or extends itself.
 */
export function readSpecFile(name: string): MapTree {
  return readExtended(name, [], undefined);
}

/**
 * Reads a YAML file that contains a map.
 *
 * @param what For messages: `a spec`.
 * @param from Where the file is named, if not on the command line.
 */
export function readMapFile(name: string, what: string, from?: Origin): MapTree {
  return requireMap(parseYaml(readSourceFile(name, from)), what);
}

/** Resolves a path in a file: absolute, or relative to that file. */
export function pathFrom(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

/** @param chain The files that extend this one, by real path and name. */
function readExtended(
  name: string,
  chain: readonly { real: string; name: string }[],
  from: Origin | undefined,
): MapTree {
  const tree = withoutAnchorKeys(readMapFile(name, 'a spec', from));
  const link = tree.entries.get('extends');
  if (link === undefined) return tree;
  const base = toPlain(link.tree);
  const { origin } = link.tree;
  const fail = (expected: string, found: string) =>
    new DropinError(messageAt(origin, `extends: expected ${expected}, found ${found}`), EXIT.USAGE);
  if (typeof base !== 'string' || base === '') throw fail('the path of a spec file', showValue(base));
  const files = [...chain, { real: realpathSync(name), name }];
  const baseName = pathFrom(name, base);
  const first = files.findIndex(({ real }) => real === realPathOf(baseName));
  if (first >= 0) {
    throw fail('no cycle', [...files.slice(first).map((file) => file.name), baseName].join(' → '));
  }
  if (files.length > MAX_EXTENDED) throw fail(`at most ${MAX_EXTENDED} files in a chain`, 'more');
  const own = withoutEntry(tree, 'extends');
  return mergeTrees(readExtended(baseName, files, origin), own) as MapTree;
}

/** Removes the top-level keys `x` and `x-…`, which hold only anchors, as in Compose files. */
function withoutAnchorKeys(tree: MapTree): MapTree {
  const keys = [...tree.entries.keys()].filter((key) => /^x(-|$)/.test(key));
  return keys.reduce(withoutEntry, tree);
}

function realPathOf(name: string): string | undefined {
  try {
    return realpathSync(name);
  } catch {
    return undefined;
  }
}

function readSourceFile(name: string, from: Origin | undefined): SourceFile {
  const fail = (text: string): DropinError =>
    new DropinError(from === undefined ? printable(text) : messageAt(from, text), EXIT.USAGE);
  // Messages quote lines of the file. So a spec must not make us read a file that is not YAML.
  if (from !== undefined && !isYaml(realPathOf(name) ?? name)) {
    throw fail(`${name}: expected a YAML file (.yaml or .yml), found another kind`);
  }
  try {
    return { name, text: readTextGuarded(name, MAX_BYTES) };
  } catch (error) {
    if (!(error instanceof UnusableFileError)) throw error;
    const hint = error.code === 'ENOENT' ? suggestion(name) : '';
    throw fail(`${name}: ${error.message}${hint}`);
  }
}

function isYaml(name: string): boolean {
  return ['.yaml', '.yml'].includes(extname(name));
}

/** `, did you mean …?` with the YAML file in the same folder whose name is the most similar. */
function suggestion(name: string): string {
  const folder = dirname(name);
  const names = yamlFilesIn(folder);
  const similar = nearest(
    basename(name, '.yaml'),
    names.map((file) => basename(file, '.yaml')),
  );
  return similar === undefined ? '' : `, did you mean ${JSON.stringify(join(folder, `${similar}.yaml`))}?`;
}

/** Names of the YAML files in a folder, sorted; none if there is no such folder. */
export function yamlFilesIn(folder: string): readonly string[] {
  return namesIn(folder).filter((file) => file.endsWith('.yaml'));
}
