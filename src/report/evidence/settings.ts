import { createHash } from 'node:crypto';
import { isPlain, type Plain } from '../../common/plain.js';

/** How a run’s settings differ from its reference’s. */
export interface Difference {
  /** Every change with its path, sorted. Equal differences give equal lists, also between networks of the same shape. */
  readonly changes: readonly string[];
  /** Short, for display: `weight_filler gaussian 0.01 → xavier`. */
  readonly words: readonly string[];
}

/**
 * Fields that are not compared: names, seeds, logging, and what distinguishes series and lengths (when DropIns start and how
 * long they take, the number of iterations).
 */
const APART =
  /^(name|description|paper|notes|sweep|seed|display|norms|checkpoint|test\.(interval|batch|top5)|dropin\.(mode|length|start|stagger)|dataset\.(name|root|from|on_bad_image)|solver\.(iterations|allow_divergence)|network\.\d+\.(block\.dropin|dropin\.(length|start)))(\.|$)/;

/** Fields that only apply to regularizing DropIn. */
const REGULARIZING = /^dropin\.(ratio|draw)$/;

/** Most changes named in words; the rest are only counted. */
const NAMED = 4;

/** Numbers computed for a scaled run may differ in their last digits. */
const TOLERANCE = 1e-6;

/** Location of a value in a layer of `network`. */
interface Place {
  /** Convolutions inside and outside of blocks are of the same kind. */
  readonly kind: string;
  readonly field: string;
}

/** A change in every layer of a kind is one change, the same at every depth. A change in some layers counts once for each. */
export function settingsDifference(reference: Plain, spec: Plain): Difference {
  const regularizes = isRegularizing(spec) || isRegularizing(reference);
  const [before, after] = [valuesOf(reference), valuesOf(spec)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => !APART.test(path) && (regularizes || !REGULARIZING.test(path)),
  );
  const changed = paths.filter((path) => !same(before.get(path), after.get(path)));
  const shared = sharedChanges(paths, changed, before, after);
  const found = changed.map((path) => {
    const change = changeOf(path, before, after);
    const place = placeOf(path);
    if (place === undefined) return { change: `${path} ${change}`, words: `${lastKey(path)} ${change}` };
    const all = shared.has(`${place.kind}.${place.field} ${change}`);
    return all
      ? { change: `${place.kind}.${place.field} ${change}`, words: `${place.field} ${change}` }
      : { change: `${path} ${change}`, words: `${place.field} of ${nameAt(spec, path)} ${change}` };
  });
  return {
    changes: [...new Set(found.map(({ change }) => change))].sort(),
    words: [...new Set(found.map(({ words }) => words))].sort(),
  };
}

/** Names all changes if there are few, otherwise the first ones. */
export function describeDifference({ words }: Difference): string {
  if (words.length <= NAMED) return words.join(', ');
  return `${words.slice(0, NAMED - 1).join(', ')} and ${words.length - NAMED + 1} more changes`;
}

export function digestOf(changes: readonly string[]): string {
  if (changes.length === 0) return '';
  return createHash('sha256').update(changes.join('\n')).digest('hex').slice(0, 16);
}

/** The changes common to all layers of a kind. */
function sharedChanges(
  paths: readonly string[],
  changed: readonly string[],
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const layers = countBy(paths, (path) => keyOf(path));
  const changes = countBy(changed, (path) => keyOf(path, changeOf(path, before, after)));
  const shared = [...changes].filter(([key, count]) => count === layers.get(key.split(' ')[0]!));
  return new Set(shared.map(([key]) => key));
}

function keyOf(path: string, change?: string): string {
  const place = placeOf(path);
  if (place === undefined) return '';
  return `${place.kind}.${place.field}${change === undefined ? '' : ` ${change}`}`;
}

function countBy(paths: readonly string[], key: (path: string) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(key(path), (counts.get(key(path)) ?? 0) + 1);
  return counts;
}

function placeOf(path: string): Place | undefined {
  const [, kind, field] = /^network\.\d+\.([^.]+)\.(.+)$/.exec(path) ?? [];
  if (kind === undefined || field === undefined) return undefined;
  return { kind: kind === 'block' ? 'conv' : kind, field };
}

function nameAt(spec: Plain, path: string): string {
  const [, index = '', kind = ''] = /^network\.(\d+)\.([^.]+)/.exec(path) ?? [];
  const entry = Array.isArray(spec.network) ? (spec.network as readonly unknown[])[Number(index)] : undefined;
  const layer = isPlain(entry) && isPlain(entry[kind]) ? entry[kind] : {};
  const name = layer.name ?? layer.conv;
  return typeof name === 'string' ? name : `layer ${Number(index) + 1}`;
}

/** Sections whose `type` is one setting among others. */
const TYPED_SECTION = /^(solver|network\.\d+\.pool)$/;

/** Every value by its path. An object with a type (a filler, a policy) is one value, with all its fields. */
function valuesOf(
  value: unknown,
  path = '',
  into = new Map<string, unknown>(),
): ReadonlyMap<string, unknown> {
  const prefix = path === '' ? '' : `${path}.`;
  if (Array.isArray(value) && value.every((part) => !isPlain(part))) into.set(path, value);
  else if (Array.isArray(value)) value.forEach((part, i) => valuesOf(part, `${prefix}${i}`, into));
  else if (isPlain(value) && (typeof value.type !== 'string' || TYPED_SECTION.test(path))) {
    for (const [key, part] of Object.entries(value)) valuesOf(part, `${prefix}${key}`, into);
  } else if (value !== undefined) into.set(path, value);
  return into;
}

function isRegularizing(spec: Plain): boolean {
  const entries = Array.isArray(spec.network) ? spec.network.filter(isPlain) : [];
  const modes = [
    spec.dropin,
    ...entries.map(({ dropin, block }) => dropin ?? (isPlain(block) && block.dropin)),
  ];
  return modes.some((one) => isPlain(one) && one.mode === 'regularizing');
}

function changeOf(
  path: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): string {
  return `${show(before.get(path))} → ${show(after.get(path))}`;
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((part, i) => same(part, b[i]));
  }
  if (!isPlain(a) || !isPlain(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

/** `gaussian 0.01`, `step (gamma 0.1, step 1000)` */
function show(value: unknown): string {
  if (value === undefined) return 'unset';
  if (!isPlain(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const { type, ...fields } = value;
  const named = Object.entries(fields).filter(([key, field]) => !(key === 'mean' && field === 0));
  const [only] = named;
  if (only === undefined) return String(type);
  if (named.length === 1 && (only[0] === 'std' || only[0] === 'value'))
    return `${String(type)} ${show(only[1])}`;
  return `${String(type)} (${named.map(([key, field]) => `${key} ${show(field)}`).join(', ')})`;
}

function lastKey(path: string): string {
  return path.replace(/^(solver|dataset|transform|test)\./, '');
}
