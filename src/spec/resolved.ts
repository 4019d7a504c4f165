import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { Spec } from './schema/spec.js';

/** A resolved spec as YAML, with every default and override in it; loading it gives the same spec again. */
export function serializeSpec(spec: Spec): string {
  return stringify(spec, { aliasDuplicateObjects: false, lineWidth: 110 });
}

/**
 * SHA-256, in hexadecimal, of what a spec computes: equal for equal specs, whatever the order of their keys, and whatever
 * their `description` and `notes` say, since a run can be gone on with when these are worded better.
 */
export function specDigest(spec: Spec): string {
  const computed = Object.entries(spec).filter(([field]) => !WORDS.has(field));
  return createHash('sha256')
    .update(canonicalJson(Object.fromEntries(computed)))
    .digest('hex');
}

const WORDS = new Set(['description', 'notes']);

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
