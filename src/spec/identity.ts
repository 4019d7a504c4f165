import { isDeepStrictEqual } from 'node:util';
import { isPlain, type Plain } from '../common/plain.js';
import { computingPart } from './computing.js';
import { parseResolved } from './resolved.js';
import { specSchema, type Spec } from './schema/spec.js';
import { sha256 } from '../common/sha256.js';

/**
 * Increased whenever the digest of an unchanged spec changes, because the rules below or the default of a computing field
 * change. A new field with a default changes no digest.
 */
const VERSION = 2;

/**
 * The identity of a resolved spec's run: `2:` and the hexadecimal SHA-256 of the computing fields that differ from their
 * defaults. It does not depend on names, descriptions, logging, checkpoints, paths of the data and the order of keys, nor on
 * the DropIn settings if `dropin.mode` is none.
 */
export function specDigest(spec: Spec): string {
  const part = computingPart(specSchema, withoutUnusedDropIn(spec), 'omitted');
  return `${VERSION}:${sha256(canonicalJson(part))}`;
}

/** The digests of a spec with any seeds. All but the seed is read once, for sweeps of many seeds. */
export function seedDigests(spec: Spec): (seed: number) => string {
  const { seed: unset } = specSchema.pick({ seed: true }).parse({});
  const part = computingPart(specSchema, withoutUnusedDropIn({ ...spec, seed: unset }), 'omitted') as Plain;
  return (seed) => `${VERSION}:${sha256(canonicalJson(seed === unset ? part : { ...part, seed }))}`;
}

/** The first eight hexadecimal digits of a digest, for folder names. */
export function shortDigest(digest: string): string {
  return digest.replace(/^\d+:/, '').slice(0, 8);
}

/**
 * Converts the digest of a run by any version of dropin to the current version. Undefined if `text` is not the spec of the
 * run, or the current schema does not accept it.
 *
 * Version 1 was the SHA-256 of the whole spec with all defaults, so each new field changed the digest. Such a digest verifies
 * the text of the run's spec.yaml; the current schema then adds the newer fields.
 *
 * @param recorded `spec_digest` in run.json or in a checkpoint's state.json.
 * @param readSpec Reads the spec.yaml in the run's folder. Only called for version 1.
 */
export function digestOfRecorded(recorded: string, readSpec: () => string | undefined): string | undefined {
  if (recorded.startsWith(`${VERSION}:`)) return recorded;
  const text = readSpec();
  const plain = text === undefined ? undefined : parseMap(text);
  if (plain === undefined || !versionOneDigests(plain).includes(recorded)) return undefined;
  const { success, data } = specSchema.safeParse(plain);
  return success ? specDigest(data) : undefined;
}

/** Whether a recorded run is a run of this spec. For the parameters, see `digestOfRecorded`. */
export function isRunOf(spec: Spec, recorded: string, readSpec: () => string | undefined): boolean {
  return digestOfRecorded(recorded, readSpec) === specDigest(spec);
}

/** A computing field with different values in two specs; undefined if a spec does not have it. */
export interface SpecDifference {
  /** `solver.base_lr`, `network.0.conv.outputs` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The computing fields that differ between two resolved specs, in their order. Specs of the same run have none. */
export function computingDifferences(before: Spec, after: Spec): readonly SpecDifference[] {
  const [a, b] = [before, after].map((spec) => computingPart(specSchema, withoutUnusedDropIn(spec), 'kept'));
  return differences(a, b, '');
}

function differences(before: unknown, after: unknown, path: string): SpecDifference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isTree(before) || !isTree(after)) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    differences(before[key], after[key], path === '' ? key : `${path}.${key}`),
  );
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** With `dropin.mode: none` the network is the plain one whatever the schedule, so DropIn settings are reset. */
function withoutUnusedDropIn(spec: Spec): Spec {
  if (spec.dropin.mode !== 'none') return spec;
  return {
    ...spec,
    dropin: specSchema.shape.dropin.parse({ mode: 'none' }),
    network: spec.network.map(({ conv, fc, block, dropin, ...entry }) => ({
      ...entry,
      ...(conv && { conv: { ...conv, widen: false } }),
      ...(fc && { fc: { ...fc, widen: false } }),
      ...(block && { block: { ...block, widen: false, dropin: true } }),
      ...(dropin && { dropin: { name: dropin.name, new: dropin.new, from: dropin.from } }),
    })),
  };
}

function versionOneDigests(spec: Plain): readonly string[] {
  const prose = new Set(['description', 'notes']);
  const withoutProse = Object.fromEntries(Object.entries(spec).filter(([field]) => !prose.has(field)));
  // The first releases with version 1 included the description and notes.
  return [withoutProse, spec].map((plain) => sha256(canonicalJson(plain)));
}

function parseMap(text: string): Plain | undefined {
  try {
    return parseResolved(text);
  } catch {
    return undefined;
  }
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (!isPlain(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
