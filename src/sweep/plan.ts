import { join, resolve } from 'node:path';
import { loadExperiment, type Experiment } from '../network/load.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { loadSpec, type Overrides } from '../spec/load.js';
import { shortDigest, specDigest } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';
import { dataRoot } from '../spec/root.js';
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
  const context = { known: knownRuns('results'), written: writtenSpecs(), load: seededExperiments() };
  const runs = new Map<string, PlannedRun>();
  for (const combination of expand(parts, { ...sweep, seed: overrides.seed })) {
    const run = planRun(combination, overrides, context);
    const key = `${run.digest} ${placeOfData(run.experiment)}`;
    if (!runs.has(key)) runs.set(key, withOwnFolder(run, [...runs.values()]));
  }
  return { name, folder: sweepFolder(name), runs: [...runs.values()] };
}

/** A digest does not say where the data is: in another folder there may be other data. */
function placeOfData({ spec }: Experiment): string {
  return resolve(dataRoot(spec.dataset.name, spec.dataset.root));
}

/**
 * A run with a folder that no earlier run of the sweep has: specs may inherit one name.
 *
 * @throws {DropinError} exit code 2, where two runs of one name differ in nothing but the place of their data.
 */
function withOwnFolder(run: PlannedRun, earlier: readonly PlannedRun[]): PlannedRun {
  const taken = (path: string) => earlier.find(({ folder }) => folder.path === path);
  if (taken(run.folder.path) === undefined) return run;
  const own = join('results', run.id);
  const other = taken(own) ?? earlier.find(({ digest }) => digest === run.digest);
  if (other === undefined) return { ...run, folder: runFolder(own) };
  throw new DropinError(
    `${run.folder.path} would hold two runs that differ only in where their data is, ${placeOfData(other.experiment)} and ` +
      `${placeOfData(run.experiment)}: give them specs of different names`,
    EXIT.USAGE,
  );
}

interface PlanContext {
  readonly load: (file: string, changes: Overrides, seed: number | undefined) => Seeded;
  readonly known: KnownRuns;
  readonly written: (file: string) => Spec | undefined;
}

function planRun(
  { spec: file, settings }: Combination,
  overrides: Overrides,
  { known, written, load }: PlanContext,
): PlannedRun {
  const set = [...(overrides.set ?? []), ...settings.flatMap((setting) => setting.set)];
  const varied = settings.find(({ axis }) => axis === 'seed');
  const changes = { ...overrides, set, seed: varied === undefined ? overrides.seed : undefined };
  const others = settings.filter((setting) => setting !== varied).flatMap((setting) => setting.set);
  const { experiment, family } = load(
    file,
    { ...changes, set: [...(overrides.set ?? []), ...others] },
    varied === undefined ? undefined : Number(varied.value),
  );
  if (settings.some(({ axis, value }) => axis === 'length' && value !== 'none'))
    expectDropIn(file, experiment);
  const { spec } = experiment;
  const digest = specDigest(spec);
  const id = `${spec.name}-${shortDigest(digest)}`;
  return {
    id,
    digest,
    family,
    settings,
    experiment,
    origin: originOf(file, changes),
    folder: runFolder(folderOf({ spec, id, digest }, known, () => written(file))),
  };
}

interface Seeded {
  readonly experiment: Experiment;
  /** Digest without the seed. */
  readonly family: string;
}

/** Loads each spec once for all its seeds: nothing but `seed` differs between them. */
function seededExperiments(): PlanContext['load'] {
  const loaded = new Map<string, Seeded>();
  return (file, changes, seed) => {
    const key = JSON.stringify([file, changes]);
    let found = loaded.get(key);
    if (found === undefined) {
      const experiment = loadExperiment(file, changes);
      found = { experiment, family: specDigest({ ...experiment.spec, seed: 0 }) };
      loaded.set(key, found);
    }
    if (seed === undefined) return found;
    const { experiment } = found;
    return { ...found, experiment: { ...experiment, spec: { ...experiment.spec, seed } } };
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
