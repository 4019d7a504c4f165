import type { SweepPart } from '../spec/schema/sweep.js';
import type { Assignment } from '../spec/source/overrides.js';
import type { PlacedPart } from '../spec/sweep.js';
import type { GridAxis } from './options.js';

/** One value of an axis. */
export interface Setting {
  /** `length`, `seed`, or the path of a field. */
  readonly axis: string;
  readonly value: string;
  /** What it sets in the spec. */
  readonly set: readonly Assignment[];
}

/** Something that a sweep varies. */
export interface Axis {
  /** Where it was given, for messages: `--lengths`, `sweep.seeds`, `--grid solver.base_lr` … */
  readonly option: string;
  /** The fields of the spec that it sets. */
  readonly paths: readonly string[];
  readonly settings: readonly Setting[];
}

/** What the command line says about a sweep. */
export interface SweepOverrides {
  readonly lengths?: SweepPart['lengths'];
  readonly grid?: readonly GridAxis[] | undefined;
  readonly seeds?: number | undefined;
  /** The first of the seeds; 1 if not given. */
  readonly seed?: number | undefined;
}

/** What varies in a part. The command line replaces an axis of the part that has the same name. */
export function axesOf(part: PlacedPart, overrides: SweepOverrides): Axis[] {
  const { lengths, grid = [], seeds, seed } = overrides;
  const replaced = new Set(grid.map(({ path }) => path));
  const own = Object.entries(part.grid ?? {})
    .filter(([path]) => !replaced.has(path))
    .map(([path, values]) => ({ path, values: values.map((value) => JSON.stringify(value)) }));
  return [
    ...(lengths === undefined ? lengthAxis(part.lengths, 'sweep.lengths') : lengthAxis(lengths, '--lengths')),
    ...own.map((axis) => gridAxis(axis, 'sweep.grid')),
    ...grid.map((axis) => gridAxis(axis, '--grid')),
    ...(seeds === undefined ? seedAxis(part.seeds, 'sweep.seeds', seed) : seedAxis(seeds, '--seeds', seed)),
  ];
}

function lengthAxis(lengths: SweepPart['lengths'], option: string): Axis[] {
  if (lengths === undefined) return [];
  const settings = lengths.map((length) => {
    const assignments =
      length === 'none' ? ['dropin.mode=none'] : ['dropin.mode=gradual', `dropin.length=${length}`];
    const set = assignments.map((assignment) => ({ assignment, option: `${option} ${length}` }));
    return { axis: 'length', value: String(length), set };
  });
  return [{ option, paths: ['dropin.mode', 'dropin.length'], settings }];
}

function gridAxis({ path, values }: GridAxis, option: string): Axis {
  const settings = values.map((value) => {
    const assignment = `${path}=${value}`;
    return { axis: path, value: unquoted(value), set: [{ assignment, option: `${option} ${assignment}` }] };
  });
  return { option: `${option} ${path}`, paths: [path], settings };
}

/** `"relu"` is shown as `relu`. */
function unquoted(value: string): string {
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value;
}

function seedAxis(count: number | undefined, option: string, first = 1): Axis[] {
  if (count === undefined) return [];
  const settings = Array.from({ length: count }, (_, i) => {
    const value = String(first + i);
    return { axis: 'seed', value, set: [{ assignment: `seed=${value}`, option }] };
  });
  return [{ option, paths: ['seed'], settings }];
}
