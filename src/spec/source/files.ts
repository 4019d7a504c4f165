import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { nearest } from '../../common/nearest.js';
import { messageAt } from './message.js';
import { mergeTrees } from './merge.js';
import { parseYaml, requireMap } from './parse.js';
import { printable, showValue } from '../../common/printable.js';
import { toPlain, withoutEntry, type MapTree, type Origin, type SourceFile } from './tree.js';

/** A spec is a page or two; a megabyte is something else. */
const MAX_BYTES = 1_000_000;

/**
 * The map that a spec file and the files that it extends say together.
 *
 * @throws DropinError if one is missing, too large, no YAML map, or extends itself.
 */
export function readSpecFile(name: string): MapTree {
  return readExtended(name, [], undefined);
}

/** The map that one YAML file says. `from`: where the file was named, if not on the command line. */
export function readMapFile(name: string, what: string, from?: Origin): MapTree {
  return requireMap(parseYaml(readSourceFile(name, from)), what);
}

/** `chain`: the files, by real path and name, that led here. */
function readExtended(
  name: string,
  chain: readonly { real: string; name: string }[],
  from: Origin | undefined,
): MapTree {
  const tree = readMapFile(name, 'a spec', from);
  const link = tree.entries.get('extends');
  if (link === undefined) return tree;
  const base = toPlain(link.tree);
  const { origin } = link.tree;
  if (typeof base !== 'string' || base === '') {
    throw new DropinError(
      messageAt(origin, `extends: expected the path of a spec file, found ${showValue(base)}`),
      EXIT.USAGE,
    );
  }
  const files = [...chain, { real: realpathSync(name), name }];
  const baseName = join(dirname(name), base);
  const first = files.findIndex(({ real }) => real === realPathOf(baseName));
  if (first >= 0) {
    const loop = [...files.slice(first).map((file) => file.name), baseName].join(' → ');
    throw new DropinError(messageAt(origin, `extends: expected no cycle, found ${loop}`), EXIT.USAGE);
  }
  const own = withoutEntry(tree, 'extends');
  return mergeTrees(readExtended(baseName, files, origin), own) as MapTree;
}

function realPathOf(name: string): string | undefined {
  try {
    return realpathSync(name);
  } catch {
    return undefined;
  }
}

function readSourceFile(name: string, from: Origin | undefined): SourceFile {
  const fail = (text: string): never => {
    const message = from === undefined ? printable(text) : messageAt(from, text);
    throw new DropinError(message, EXIT.USAGE);
  };
  try {
    const { size } = statSync(name);
    if (size > MAX_BYTES) fail(`${name}: expected at most 1 MB, found ${(size / 1e6).toFixed(1)} MB`);
    return { name, text: readFileSync(name, 'utf8') };
  } catch (error) {
    if (error instanceof DropinError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return fail(`${name}: no such file${neighbour(name)}`);
    if (code === 'EISDIR') return fail(`${name}: expected a file, found a folder`);
    return fail(`${name}: ${code ?? showValue(message)}`);
  }
}

/** `, did you mean …?` for the YAML file of the same folder whose name is most alike. */
function neighbour(name: string): string {
  const folder = dirname(name);
  const names = yamlFilesIn(folder);
  const alike = nearest(
    basename(name, '.yaml'),
    names.map((file) => basename(file, '.yaml')),
  );
  return alike === undefined ? '' : `, did you mean ${JSON.stringify(join(folder, `${alike}.yaml`))}?`;
}

/** Names of the YAML files in a folder, sorted; none if there is no such folder. */
export function yamlFilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort();
  } catch {
    return [];
  }
}
