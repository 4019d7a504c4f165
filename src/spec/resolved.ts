import { stringify } from 'yaml';
import type { Spec } from './schema/spec.js';

/** A resolved spec as YAML, including all defaults and overrides. Loading it gives the same spec. */
export function serializeSpec(spec: Spec): string {
  return stringify(spec, { aliasDuplicateObjects: false, lineWidth: 110 });
}
