import { join } from 'node:path';
import { loadExperiment, type Experiment } from '../network/load.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { loadSpec, type Overrides } from '../spec/load.js';
import { shortDigest, specDigest } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';
import { readSweep } from '../spec/sweep.js';
import { defaultRunFolder } from '../run/default-folder.js';
import { runFolder } from '../run/folder.js';
import { originOf } from '../run/origin.js';
import { expand, type Combination, type SweepOverrides } from './expand.js';
import type { PlannedRun } from './planned-run.js';
import { sweepFolder, type SweepFolder } from './folder.js';
import { knownRuns, type KnownRuns } from '../run/known-runs.js';

export interface SweepPlan {
  readonly name: string;
  readonly folder: SweepFolder;
  readonly runs: readonly PlannedRun[];
}

/**
 * The runs of a sweep, each once, with the folders they have or will have.
 *
 * @throws {DropinError} exit code 2, when the sweep or the spec of any run is wrong.
 */
export function planSweep(file: string, sweep: SweepOverrides, overrides: Overrides): SweepPlan {
  const { name, parts } = readSweep(file);
  const context = { known: knownRuns('results'), written: writtenSpecs() };
  const runs = new Map<string, PlannedRun>();
  for (const combination of expand(parts, { ...sweep, seed: overrides.seed })) {
    const run = planRun(combination, overrides, context);
    if (!runs.has(run.digest)) runs.set(run.digest, run);
  }
  return { name, folder: sweepFolder(name), runs: [...runs.values()] };
}

interface PlanContext {
  readonly known: KnownRuns;
  readonly written: (file: string) => Spec | undefined;
}

function planRun(
  { spec: file, settings }: Combination,
  overrides: Overrides,
  { known, written }: PlanContext,
): PlannedRun {
  const set = [...(overrides.set ?? []), ...settings.flatMap((setting) => setting.set)];
  const seed = settings.some(({ axis }) => axis === 'seed') ? undefined : overrides.seed;
  const changes = { ...overrides, set, seed };
  const experiment = loadExperiment(file, changes);
  if (settings.some(({ axis, value }) => axis === 'length' && value !== 'none'))
    expectDropIn(file, experiment);
  const { spec } = experiment;
  const digest = specDigest(spec);
  const id = `${spec.name}-${shortDigest(digest)}`;
  return {
    id,
    digest,
    family: specDigest({ ...spec, seed: 0 }),
    settings,
    experiment,
    origin: originOf(file, changes),
    folder: runFolder(folderOf({ spec, id, digest }, known, () => written(file))),
  };
}

/** Lengths would make runs that differ in nothing but their names. */
function expectDropIn(file: string, { network }: Experiment): void {
  if (network.layers.some(({ layer }) => layer.type === 'dropin')) return;
  throw new DropinError(
    `${file}: its network has no DropIn layer whose length a sweep could vary`,
    EXIT.USAGE,
  );
}

/** Where the run is; else where `dropin run` would put it, unless another run has that folder. */
function folderOf(
  { spec, id, digest }: { readonly spec: Spec; readonly id: string; readonly digest: string },
  known: KnownRuns,
  written: () => Spec | undefined,
): string {
  const found = known.byDigest.get(digest);
  if (found !== undefined) return found;
  const usual = defaultRunFolder(spec, written());
  return known.byFolder.has(usual) ? join('results', id) : usual;
}

/** Reads each spec file without changes once; undefined where it is not valid without them. */
function writtenSpecs(): (file: string) => Spec | undefined {
  const specs = new Map<string, Spec | undefined>();
  return (file) => {
    if (!specs.has(file)) specs.set(file, specOrNone(file));
    return specs.get(file);
  };
}

function specOrNone(file: string): Spec | undefined {
  try {
    return loadSpec(file).spec;
  } catch (error) {
    if (error instanceof DropinError) return undefined;
    throw error;
  }
}
