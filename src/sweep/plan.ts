import { join } from 'node:path';
import { loadExperiment, type Experiment } from '../network/load.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { loadSpec, type Overrides } from '../spec/load.js';
import { seedDigests, shortDigest, specDigest } from '../spec/identity.js';
import { specSchema, type Spec } from '../spec/schema/spec.js';
import { dataFolder } from '../spec/root.js';
import { readSweep } from '../spec/sweep.js';
import { defaultRunFolder } from '../run/default-folder.js';
import { runFolder } from '../run/folder.js';
import { originOf } from '../run/origin.js';
import { sourceSpec } from '../run/source-run.js';
import type { Setting, SweepOverrides } from './axes.js';
import { expectEffect } from './effect.js';
import { expand, type Combination } from './expand.js';
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
export function planSweep(
  file: string,
  sweep: SweepOverrides,
  overrides: Overrides,
  results: string,
): SweepPlan {
  const { name, parts } = readSweep(file);
  const context = {
    results,
    known: knownRuns(results),
    writtenDigest: writtenDigests(),
    load: seededExperiments(),
  };
  const planned = expand(parts, { ...sweep, seed: overrides.seed }, overrides).map((combination) => ({
    combination,
    run: planRun(combination, overrides, context),
  }));
  expectEffect(planned);
  return {
    name,
    folder: sweepFolder(results, name),
    runs: withOwnFolders(
      planned.flatMap(({ run }) => withSources(run, overrides.scale, context)),
      results,
    ),
  };
}

/** Most runs that start from one another in a chain; more must be a spec that names itself. */
const MAX_CHAIN = 16;

/** A run after the runs whose weights it starts from, the first of which starts from none. */
function withSources(run: PlannedRun, scale: number | undefined, context: PlanContext): PlannedRun[] {
  const chain = [run];
  for (;;) {
    const [first] = chain as [PlannedRun];
    const named = sourceSpec(first.experiment.spec, scale);
    if (named === undefined) return chain;
    if (chain.length > MAX_CHAIN)
      throw first.experiment.source.explain([
        {
          path: ['init_from', 'spec'],
          expected: 'a spec that does not start from itself',
          found: named.file,
        },
      ]);
    const settings = first.settings.filter(isSeed);
    const { seed } = named.overrides;
    const source = planRun(
      { spec: named.file, settings },
      { scale, seed: settings.length > 0 ? undefined : seed },
      context,
    );
    chain.splice(0, 1, source, { ...first, source: source.id });
  }
}

/**
 * Each run once, in a folder that no earlier run of the sweep has: specs may inherit one name.
 *
 * @throws {DropinError} exit code 2, where two runs of one name differ in nothing but the place of their data.
 */
function withOwnFolders(planned: readonly PlannedRun[], results: string): PlannedRun[] {
  const runs = new Map<string, PlannedRun>();
  const byFolder = new Map<string, PlannedRun>();
  const byDigest = new Map<string, PlannedRun>();
  for (const run of planned) {
    const key = `${run.digest} ${dataFolder(run.experiment.spec.dataset)}`;
    if (runs.has(key)) continue;
    const own = join(results, run.id);
    const isTaken = byFolder.has(run.folder.path);
    const other = isTaken ? (byFolder.get(own) ?? byDigest.get(run.digest)) : undefined;
    if (other !== undefined) throw sameFolder(run, other);
    const placed = isTaken ? { ...run, folder: runFolder(own) } : run;
    runs.set(key, placed);
    byFolder.set(placed.folder.path, placed);
    byDigest.set(run.digest, placed);
  }
  return [...runs.values()];
}

function sameFolder(run: PlannedRun, other: PlannedRun): DropinError {
  const [here, there] = [run, other].map(({ experiment }) => dataFolder(experiment.spec.dataset));
  return new DropinError(
    `${run.folder.path} would hold two runs that differ only in where their data is, ${there} and ` +
      `${here}: give them specs of different names`,
    EXIT.USAGE,
  );
}

interface PlanContext {
  readonly results: string;
  readonly load: (file: string, changes: Overrides, seed: number | undefined) => Seeded;
  readonly known: KnownRuns;
  readonly writtenDigest: (file: string) => string | undefined;
}

function planRun(
  { spec: file, settings }: Combination,
  overrides: Overrides,
  context: PlanContext,
): PlannedRun {
  const varied = settings.flatMap(({ set }) => set);
  const seed = settings.find(isSeed);
  const changes = { ...overrides, seed: seed === undefined ? overrides.seed : undefined };
  const others = settings.filter((setting) => setting !== seed).flatMap(({ set }) => set);
  const { experiment, digest, family } = context.load(
    file,
    { ...changes, varied: others },
    seed === undefined ? undefined : Number(seed.value),
  );
  if (settings.some(({ axis, value }) => axis === 'length' && value !== 'none'))
    expectDropIn(file, experiment);
  const { spec } = experiment;
  const id = `${spec.name}-${shortDigest(digest)}`;
  return {
    id,
    digest,
    family,
    settings,
    experiment,
    origin: originOf(file, { ...changes, varied }),
    folder: runFolder(folderOf({ spec, id, digest }, context, file)),
  };
}

/** Whether it is nothing but a seed; any other value is left to the loader to explain. */
function isSeed({ axis, value }: Setting): boolean {
  return axis === 'seed' && /^\d+$/.test(value) && specSchema.shape.seed.safeParse(Number(value)).success;
}

interface Seeded {
  readonly experiment: Experiment;
  readonly digest: string;
  /** Digest without the seed. */
  readonly family: string;
}

/** Loads each spec once for all its seeds: nothing but `seed` differs between them. */
function seededExperiments(): PlanContext['load'] {
  const loaded = new Map<string, ReturnType<typeof loadSeeded>>();
  return (file, changes, seed) => {
    const key = JSON.stringify([file, changes]);
    const found = loaded.get(key) ?? loadSeeded(file, changes);
    loaded.set(key, found);
    return found(seed);
  };
}

function loadSeeded(file: string, changes: Overrides): (seed: number | undefined) => Seeded {
  const experiment = loadExperiment(file, changes);
  const { spec } = experiment;
  const digestOf = seedDigests(spec);
  const family = digestOf(0);
  return (seed = spec.seed) => ({
    experiment: { ...experiment, spec: { ...spec, seed } },
    digest: digestOf(seed),
    family,
  });
}

/** Without a DropIn layer all lengths make the same run. */
function expectDropIn(file: string, { network }: Experiment): void {
  if (network.layers.some(({ layer }) => layer.type === 'dropin')) return;
  throw new DropinError(`${file}: lengths are swept, but the network has no DropIn layer`, EXIT.USAGE);
}

/** The folder that holds the run; or the one that `dropin run` would take, unless it holds another run. */
function folderOf(
  { spec, id, digest }: { readonly spec: Spec; readonly id: string; readonly digest: string },
  { known, writtenDigest, results }: PlanContext,
  file: string,
): string {
  const found = known.byDigest.get(digest);
  if (found !== undefined) return found;
  const usual = defaultRunFolder({ name: spec.name, digest, writtenDigest: writtenDigest(file) }, results);
  return known.byFolder.has(usual) ? join(results, id) : usual;
}

/** Digests each spec file once, without changes; undefined if the file is not valid without them. */
function writtenDigests(): (file: string) => string | undefined {
  const digests = new Map<string, string | undefined>();
  return (file) => {
    if (!digests.has(file)) digests.set(file, digestOrNone(file));
    return digests.get(file);
  };
}

function digestOrNone(file: string): string | undefined {
  try {
    return specDigest(loadSpec(file).spec);
  } catch (error) {
    if (error instanceof DropinError) return undefined;
    throw error;
  }
}
