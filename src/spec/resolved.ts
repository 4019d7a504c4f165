import { stringify } from 'yaml';
import type { Spec } from './schema/spec.js';

/** A resolved spec as YAML, with every default and override in it; loading it gives the same spec again. */
export function serializeSpec(spec: Spec): string {
  return stringify(spec, { aliasDuplicateObjects: false, lineWidth: 110 });
}
