import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTextIfThere } from '../common/read-text.js';
import { digestOfRecorded } from '../spec/identity.js';
import { runFolder } from './folder.js';
import { readFacts, type RunStatus } from './run-facts.js';

/** Run folders by the digest of their spec, and the other way round. */
export interface KnownRuns {
  readonly byDigest: ReadonlyMap<string, string>;
  readonly byFolder: ReadonlyMap<string, string>;
}

/** The runs in a results folder, however they came there; of two with the same spec the finished one. */
export function knownRuns(results: string): KnownRuns {
  const byDigest = new Map<string, string>();
  const byFolder = new Map<string, string>();
  for (const name of foldersIn(results)) {
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

/** The names in a folder, sorted; none where it is missing. */
export function foldersIn(results: string): string[] {
  try {
    return readdirSync(results).sort();
  } catch {
    return [];
  }
}

/** The digest of a folder's run by today's rules, where it can be had, and its status; undefined where there is no run. */
export function runIdentity(path: string): { digest: string; status: RunStatus } | undefined {
  const folder = runFolder(path);
  try {
    const { specDigest: recorded, status } = readFacts(readTextIfThere(folder.record) ?? '');
    if (recorded === undefined) return undefined;
    return { digest: digestOfRecorded(recorded, readTextIfThere(folder.spec)) ?? recorded, status };
  } catch {
    return undefined;
  }
}
