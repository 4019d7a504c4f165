import { createHash } from 'node:crypto';
import { leaves } from '../../common/leaves.js';
import type { Plain } from '../../common/plain.js';

/** What tells runs of one experiment apart and is no choice of method: names, seeds, what is varied, what is only watched. */
const APART =
  /^(name|description|paper\..*|notes\..*|sweep\..*|seed|display|test\.(interval|batch|top5)|checkpoint\..*|dropin\.(mode|length|ratio|draw)|dataset\.(name|root|from|on_bad_image)|solver\.iterations|network\.\d+\.block\.dropin)$/;

/** So many changes are named; the rest is counted, and told from another rest by a digest. */
const NAMED = 3;

/** Numbers that a scaled run computes may differ in the last digits. */
const TOLERANCE = 1e-6;

/**
 * How a run's settings differ from its reference's, as one line: empty where they do not, equal for equal differences
 * whatever the network. A change of many layers is said once: `weight_filler.type gaussian → xavier`.
 */
export function settingsDifference(reference: Plain, spec: Plain): string {
  const before = leaves(reference);
  const after = leaves(spec);
  const changes = new Set<string>();
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(path), after.get(path)];
    if (APART.test(path) || same(was, is) || followsType(path, before, after)) continue;
    const change = `${path.replace(/^network\.\d+\.[^.]+\./, '')} ${show(was)} → ${show(is)}`;
    changes.add(change);
  }
  return label([...changes].sort());
}

function label(changes: readonly string[]): string {
  if (changes.length <= NAMED + 1) return changes.join(', ');
  const digest = createHash('sha256').update(changes.join('\n')).digest('hex').slice(0, 6);
  return `${changes.slice(0, NAMED).join(', ')} and ${changes.length - NAMED} more changes (${digest})`;
}

/** Where the type of a thing has changed, its other fields say nothing more: `gaussian → xavier`, and not that std is gone. */
function followsType(path: string, before: Map<string, unknown>, after: Map<string, unknown>): boolean {
  const type = `${path.slice(0, path.lastIndexOf('.'))}.type`;
  return path !== type && before.get(type) !== after.get(type);
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function show(value: unknown): string {
  return value === undefined ? 'unset' : typeof value === 'string' ? value : JSON.stringify(value);
}
