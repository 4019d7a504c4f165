import type { SweepPart } from '../spec/schema/sweep.js';
import type { PlacedPart } from '../spec/sweep.js';
import type { GridAxis } from './axes.js';

/** One value of something that a sweep varies. */
export interface Setting {
  /** `length`, `seed`, or the path of a setting. */
  readonly axis: string;
  readonly value: string;
  /** What it is for `--set`. */
  readonly set: readonly string[];
}

/** A spec file with one value of everything that varies. */
export interface Combination {
  readonly spec: string;
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

/** Every combination, the seeds changing fastest; what the command line varies replaces the same axis of a part. */
export function expand(parts: readonly PlacedPart[], overrides: SweepOverrides): Combination[] {
  return parts.flatMap((part) => {
    const axes = [
      lengthAxis(overrides.lengths ?? part.lengths),
      ...gridAxes(part.grid, overrides.grid ?? []),
      seedAxis(overrides.seeds ?? part.seeds, overrides.seed),
    ];
    const combinations = product(axes.filter((axis) => axis.length > 0));
    return part.specs.flatMap((spec) => combinations.map((settings) => ({ spec, settings })));
  });
}

function lengthAxis(lengths: SweepPart['lengths']): Setting[] {
  return (lengths ?? []).map((length) => ({
    axis: 'length',
    value: String(length),
    set: length === 'none' ? ['dropin.mode=none'] : ['dropin.mode=gradual', `dropin.length=${length}`],
  }));
}

function gridAxes(own: SweepPart['grid'] = {}, given: readonly GridAxis[]): Setting[][] {
  const axes = new Map(
    Object.entries(own).map(([path, values]) => [path, values.map((v) => JSON.stringify(v))]),
  );
  for (const { path, values } of given) axes.set(path, [...values]);
  return [...axes].map(([path, values]) =>
    values.map((value) => ({ axis: path, value: unquoted(value), set: [`${path}=${value}`] })),
  );
}

/** `"relu"` is shown as `relu`. */
function unquoted(value: string): string {
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value;
}

function seedAxis(count = 0, first = 1): Setting[] {
  return Array.from({ length: count }, (_, i) => {
    const seed = String(first + i);
    return { axis: 'seed', value: seed, set: [`seed=${seed}`] };
  });
}

function product(axes: readonly (readonly Setting[])[]): Setting[][] {
  return axes.reduce<Setting[][]>(
    (done, axis) => done.flatMap((settings) => axis.map((setting) => [...settings, setting])),
    [[]],
  );
}
