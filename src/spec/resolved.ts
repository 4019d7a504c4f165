import { parse, stringify } from 'yaml';
import { isPlain, type Plain } from '../common/plain.js';
import type { Spec } from './schema/spec.js';

/** A resolved spec as YAML, including all defaults and overrides. Loading it gives the same spec. */
export function serializeSpec(spec: Spec): string {
  return stringify(spec, { aliasDuplicateObjects: false, lineWidth: 110 });
}

/**
 * Parses the spec.yaml of a run. It may be of an earlier version, or not be a spec at all.
 *
 * @throws {Error} if it is not a YAML mapping, or one that contains itself through an alias.
 */
export function parseResolved(text: string): Plain {
  const plain: unknown = parse(text);
  if (!isPlain(plain)) throw new Error('expected a mapping');
  try {
    JSON.stringify(plain);
  } catch {
    throw new Error('a value contains itself through an alias');
  }
  return plain;
}
