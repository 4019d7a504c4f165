import { packagePath } from '../common/paths.js';
import { knownRuns, runIdentity } from './known-runs.js';
import { specDigest } from '../spec/identity.js';
import { SpecIssuesError } from '../spec/issues.js';
import { loadSpec, type Overrides } from '../spec/load.js';
import type { Spec } from '../spec/schema/spec.js';
import { pathFrom } from '../spec/source/files.js';

/** The spec that `init_from.spec` names, with what the run that starts from it passes on. */
export interface SourceSpec {
  readonly file: string;
  readonly overrides: Pick<Overrides, 'seed' | 'scale'>;
}

/**
 * What `init_from.spec` of a spec names; undefined if the spec has none.
 *
 * @param scale The factor by which the spec's lengths were multiplied.
 */
export function sourceSpec({ init_from: initFrom, seed }: Spec, scale?: number): SourceSpec | undefined {
  if (initFrom?.spec === undefined) return undefined;
  return { file: pathFrom(packagePath('package.json'), initFrom.spec), overrides: { seed, scale } };
}

/**
 * The folder of the finished run of a source.
 *
 * @throws {SpecIssuesError} if there is none.
 */
export function sourceRun({ file, overrides }: SourceSpec, results: string): string {
  const { spec } = loadSpec(file, overrides);
  const folder = knownRuns(results).byDigest.get(specDigest(spec));
  const status = folder === undefined ? undefined : runIdentity(folder)?.status;
  if (folder !== undefined && status === 'finished') return folder;
  const scaled = overrides.scale === undefined ? '' : ` --scale ${overrides.scale}`;
  const found = folder === undefined ? 'none' : `${folder}, which has not finished`;
  throw new SpecIssuesError([
    {
      path: ['init_from', 'spec'],
      expected: `a finished run of ${spec.name} with seed ${spec.seed} in ${results}`,
      found: `${found}: train it with \`dropin run ${file} --seed ${spec.seed}${scaled}\`, or sweep, which does`,
    },
  ]);
}
