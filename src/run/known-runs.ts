import { join } from 'node:path';
import { namesIn } from '../common/folders.js';
import { readTextIfThere } from '../common/read-text.js';
import { digestOfRecorded } from '../spec/identity.js';
import { runFolder } from './folder.js';
import { factsIn } from './facts-in.js';
import type { RunStatus } from './run-facts.js';

/** Run folders by the digest of their spec, and digests by folder. */
export interface KnownRuns {
  readonly byDigest: ReadonlyMap<string, string>;
  readonly byFolder: ReadonlyMap<string, string>;
}

/** The runs in a results folder. If two have the same spec, prefers the finished one. */
export function knownRuns(results: string): KnownRuns {
  const byDigest = new Map<string, string>();
  const byFolder = new Map<string, string>();
  for (const name of namesIn(results)) {
    const folder = join(results, name);
    const identity = runIdentity(folder);
    if (identity === undefined) continue;
    byFolder.set(folder, identity.digest);
    if (identity.status === 'finished' || !byDigest.has(identity.digest)) {
      byDigest.set(identity.digest, folder);
    }
  }
  return { byDigest, byFolder };
}

/** The status and digest of the run in a folder; undefined if there is no run. Old digests are converted if possible. */
export function runIdentity(path: string): { digest: string; status: RunStatus } | undefined {
  const folder = runFolder(path);
  const facts = factsIn(folder);
  if (facts?.specDigest === undefined) return undefined;
  const { specDigest: recorded, status } = facts;
  return { digest: digestOfRecorded(recorded, () => readTextIfThere(folder.spec)) ?? recorded, status };
}
