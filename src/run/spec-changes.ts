import { computingDifferences } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';

/** Most changed fields named. */
const NAMED = 3;

/** `its spec has changed: solver.base_lr 0.02 → 0.01`; without fields if the spec of then cannot be read. */
export function specChanges(what: string, then: Spec | undefined, now: Spec): string {
  const differences = then === undefined ? [] : computingDifferences(then, now);
  const fields = differences.map(({ path, before, after }) => `${path} ${show(before)} → ${show(after)}`);
  const more = fields.length > NAMED ? ` and ${fields.length - NAMED} more` : '';
  return `${what} has changed${fields.length === 0 ? '' : `: ${fields.slice(0, NAMED).join(', ')}${more}`}`;
}

function show(value: unknown): string {
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
