import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { parseOptionValue } from './parse.js';
import { printable, showValue } from '../../common/printable.js';
import type { MapTree, Origin, Tree } from './tree.js';

/** A value for a path in the spec, and its name in messages. */
export interface Assignment {
  /** `path=value`. The value is YAML; the segments of the path are keys or, in lists, indices from 0. */
  readonly assignment: string;
  /** Where the value comes from, e.g. `--set seed=3`. */
  readonly option: string;
}

/** An assignment `path=value` of `--set`. */
export function fromSet(assignment: string): Assignment {
  return { assignment, option: `--set ${assignment}` };
}

/**
 * Replaces one value in a spec. Adds missing keys; the schema checks them later.
 *
 * @throws {DropinError} if the path leads through a value without keys, or into `sweep`, which is not part of a run.
 */
export function setOption(tree: MapTree, { assignment, option }: Assignment): MapTree {
  const equals = assignment.indexOf('=');
  if (equals <= 0) {
    throw new DropinError(
      printable(`${option}: expected path=value, found no ${equals < 0 ? '"="' : 'path'}`),
      EXIT.USAGE,
    );
  }
  const path = assignment.slice(0, equals).split('.');
  if (path[0] === 'sweep') {
    throw new DropinError(
      printable(
        `${option}: sweep is not a setting of a run; use --lengths, --grid and --seeds of dropin sweep`,
      ),
      EXIT.USAGE,
    );
  }
  const value = parseOptionValue(assignment.slice(equals + 1), option);
  return setPath(tree, path, value) as MapTree;
}

/** Sets a value from another option, e.g. `--seed 3`. */
export function setValue(tree: MapTree, path: readonly string[], value: unknown, option: string): MapTree {
  return setPath(tree, path, { kind: 'scalar', origin: { option }, value }) as MapTree;
}

function setPath(tree: Tree, path: readonly string[], value: Tree, done: readonly string[] = []): Tree {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  const here = [...done, segment];
  const { origin } = value;
  if (tree.kind === 'map') {
    const child = tree.entries.get(segment)?.tree ?? { kind: 'map', origin, entries: new Map() };
    const entry = { key: origin, tree: setPath(child, rest, value, here) };
    return { ...tree, entries: new Map([...tree.entries, [segment, entry]]) };
  }
  if (tree.kind === 'list') {
    const index = /^\d+$/.test(segment) ? Number(segment) : -1;
    const item = tree.items[index];
    if (item === undefined) throw wrongPath(origin, here, `an index from 0 to ${tree.items.length - 1}`);
    return { ...tree, items: tree.items.with(index, setPath(item, rest, value, here)) };
  }
  throw wrongPath(origin, here, `a key of a mapping; ${done.join('.')} is ${showValue(tree.value)}`);
}

function wrongPath(origin: Origin, path: readonly string[], expected: string): DropinError {
  const option = 'option' in origin ? origin.option : '';
  return new DropinError(
    printable(`${option}: ${path.join('.')}: expected ${expected}, found ${showValue(path.at(-1))}`),
    EXIT.USAGE,
  );
}
