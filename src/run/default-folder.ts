import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../common/folders.js';
import { shortDigest } from '../spec/identity.js';
import { runIdentity } from './known-runs.js';

/**
 * The folder of a run without `--out`: results/NAME for an unchanged spec, results/NAME-DIGEST for a spec that the command
 * line changes. If that folder does not exist, uses the one that an earlier version of dropin made for the
 * same run, if any.
 *
 * @param run The name and digest of its spec, and the digest of the spec without the changes: undefined if it is not valid
 *   without them.
 * @param results The folder of all runs.
 */
export function defaultRunFolder(
  { name, digest, writtenDigest }: { name: string; digest: string; writtenDigest: string | undefined },
  results: string,
): string {
  const usual = digest === writtenDigest ? name : `${name}-${shortDigest(digest)}`;
  const folder = join(results, usual);
  return existsSync(folder) ? folder : (earlierFolder(results, name, digest) ?? folder);
}

/** Earlier versions had other digests, and so other folder names for the same runs. */
function earlierFolder(results: string, name: string, digest: string): string | undefined {
  return namesIn(results)
    .filter((folder) => folder.startsWith(`${name}-`) && /-[0-9a-f]{8}$/.test(folder))
    .map((folder) => join(results, folder))
    .find((folder) => runIdentity(folder)?.digest === digest);
}
