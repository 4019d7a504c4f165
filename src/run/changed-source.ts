import { readTextIfThere } from '../common/read-text.js';
import { isRunOf } from '../spec/identity.js';
import { loadSpec } from '../spec/load.js';
import type { Spec } from '../spec/schema/spec.js';
import { factsIn } from './facts-in.js';
import { runFolder } from './folder.js';
import type { RunFacts } from './run-facts.js';
import { parseSpec } from './same-spec.js';
import { sourceSpec, type SourceSpec } from './source-run.js';
import { specChanges } from './spec-changes.js';

/** Longest chain of runs that start from one another. */
const MAX_CHAIN = 16;

/**
 * Why a run would start from other weights now: the spec that `init_from.spec` names, or one that that spec starts from, is no
 * longer the one of the run whose weights it took. Undefined if nothing has changed, or the record does not say.
 */
export function changedSource(spec: Spec, facts: RunFacts, chain = 0): string | undefined {
  const { init_from: from } = facts.record;
  const named = sourceSpec(spec, facts.scale);
  if (named === undefined || from?.spec_digest === undefined || chain > MAX_CHAIN) return undefined;
  const now = currentSpec(named);
  if (now === undefined) return undefined;
  const folder = from.run === undefined ? undefined : runFolder(from.run);
  const text = folder && readTextIfThere(folder.spec);
  const then = parseSpec(text);
  if (!isRunOf(now, from.spec_digest, () => text)) {
    const known = then !== undefined && isRunOf(then, from.spec_digest, () => text) ? then : undefined;
    return specChanges(`the spec that it starts from, ${now.name},`, known, now);
  }
  const source = folder && factsIn(folder);
  return source === undefined || then === undefined ? undefined : changedSource(then, source, chain + 1);
}

function currentSpec({ file, overrides }: SourceSpec): Spec | undefined {
  try {
    return loadSpec(file, overrides).spec;
  } catch {
    return undefined;
  }
}
