import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { isPlain, type Plain } from '../common/plain.js';
import { computingPart } from './computing.js';
import { specSchema, type Spec } from './schema/spec.js';

/**
 * Goes up whenever the digest of an unchanged spec changes: with the rules below, or with the default of a field that
 * computes. A new field with a default changes no digest.
 */
const VERSION = 2;

/**
 * The identity of the run that a resolved spec stands for: `2:` and the SHA-256, in hexadecimal, of the fields that compute
 * and differ from their defaults. Names, words, logging, checkpoints and the paths of the data do not count, nor do the
 * order of keys and, under `dropin.mode: none`, the settings of DropIn.
 */
export function specDigest(spec: Spec): string {
  const part = computingPart(specSchema, withoutUnusedDropIn(spec), 'left out');
  return `${VERSION}:${sha256(canonicalJson(part))}`;
}

/** Eight digits of a digest, for the names of folders. */
export function shortDigest(digest: string): string {
  return digest.replace(/^\d+:/, '').slice(0, 8);
}

/**
 * The digest, by today's rules, of a run made by any version of dropin; undefined where `text` is not what was run, or
 * today's schema does not know it.
 *
 * Version 1 was the SHA-256 of the whole spec with every default, so that each new field made another run of it. Such a
 * digest proves the text of the run's spec.yaml; today's schema then adds the fields that are new since.
 *
 * @param recorded `spec_digest` of run.json or of a checkpoint's state.json.
 * @param text spec.yaml of the run's folder, as it was when the digest was recorded.
 */
export function digestOfRecorded(recorded: string, text: string | undefined): string | undefined {
  if (recorded.startsWith(`${VERSION}:`)) return recorded;
  const plain = text === undefined ? undefined : parseMap(text);
  if (plain === undefined || !versionOneDigests(plain).includes(recorded)) return undefined;
  const { success, data } = specSchema.safeParse(plain);
  return success ? specDigest(data) : undefined;
}

/** Whether a recorded run is the run of a spec; see `digestOfRecorded`. */
export function isRunOf(spec: Spec, recorded: string, text: string | undefined): boolean {
  return digestOfRecorded(recorded, text) === specDigest(spec);
}

/** A field that computes, and its values in two specs; undefined: it is not there. */
export interface SpecDifference {
  /** `solver.base_lr`, `network.0.conv.outputs` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields that compute and differ between two resolved specs, in their order; none for specs of one run. */
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

/** Under `dropin.mode: none` new layers pass through unmixed and all units are there: the plain network, with any schedule. */
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
  const words = new Set(['description', 'notes']);
  const withoutWords = Object.fromEntries(Object.entries(spec).filter(([field]) => !words.has(field)));
  // Its first releases counted the words.
  return [withoutWords, spec].map((plain) => sha256(canonicalJson(plain)));
}

function parseMap(text: string): Plain | undefined {
  try {
    const plain: unknown = parse(text);
    return isPlain(plain) ? plain : undefined;
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
