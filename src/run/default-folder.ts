import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shortDigest, specDigest } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';
import { foldersIn, runIdentity } from './known-runs.js';

/**
 * The folder of a run without `--out`: results/NAME for a spec as it was written, results/NAME-DIGEST for one that the
 * command line changed; where there is no
 * such folder yet, the one that an earlier version of dropin made for the same run.
 *
 * @param written The spec without the changes; undefined where it is not valid without them.
 */
export function defaultRunFolder(spec: Spec, written: Spec | undefined): string {
  const digest = specDigest(spec);
  const unchanged = written !== undefined && digest === specDigest(written);
  const usual = unchanged ? spec.name : `${spec.name}-${shortDigest(digest)}`;
  const folder = join('results', usual);
  return existsSync(folder) ? folder : (earlierFolder(spec.name, digest) ?? folder);
}

/** Digests of earlier versions differ, and so do the names of the folders that these gave to the same runs. */
function earlierFolder(name: string, digest: string): string | undefined {
  return foldersIn('results')
    .filter((folder) => folder.startsWith(`${name}-`) && /-[0-9a-f]{8}$/.test(folder))
    .map((folder) => join('results', folder))
    .find((folder) => runIdentity(folder)?.digest === digest);
}
