import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const identitySchema = z.object({ spec_digest: z.string(), status: z.string() });

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
    const identity = readIdentity(join(folder, 'run.json'));
    if (identity === undefined) continue;
    byFolder.set(folder, identity.spec_digest);
    if (identity.status === 'finished' || !byDigest.has(identity.spec_digest)) {
      byDigest.set(identity.spec_digest, folder);
    }
  }
  return { byDigest, byFolder };
}

function foldersIn(results: string): string[] {
  try {
    return readdirSync(results).sort();
  } catch {
    return [];
  }
}

function readIdentity(path: string): z.output<typeof identitySchema> | undefined {
  try {
    return identitySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
