import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { completeDescriptor, findDescriptor } from './descriptor.js';
import { entryKindIssues } from './entry-kinds.js';
import { DropinError } from '../common/errors.js';
import { packagePath, portablePath } from '../common/paths.js';
import { EXIT } from '../common/exit-codes.js';
import type { SpecIssue } from './issues.js';
import { scaleSpec } from './scale.js';
import { schemaIssues } from './schema-issues.js';
import type { Descriptor, DescriptorFile } from './schema/descriptor.js';
import { defaultsSchema } from './schema/layers.js';
import { specSchema, type Spec } from './schema/spec.js';
import { applyDefaults } from './source/defaults.js';
import { pathFrom, readSpecFile } from './source/files.js';
import { issueMessages, messageAt } from './source/message.js';
import { fromSet, setOption, setValue, type Assignment } from './source/overrides.js';
import { toPlain, treeAt, type MapTree } from './source/tree.js';

/** Changes to a spec from the command line or a sweep. */
export interface Overrides {
  /** `path=value`, applied in order. The value is YAML. */
  readonly set?: readonly string[] | undefined;
  /** What a sweep varies; applied after `set`. */
  readonly varied?: readonly Assignment[] | undefined;
  readonly seed?: number | undefined;
  /** Factor for every length in iterations, whether from the file or from `set`. */
  readonly scale?: number | undefined;
  /** Number of training steps; not scaled. */
  readonly iterations?: number | undefined;
}

export interface LoadedSpec {
  readonly spec: Spec;
  readonly descriptor: Descriptor;
  readonly source: SpecSource;
}

/** Knows where each value of a spec comes from. */
export class SpecSource {
  constructor(private readonly tree: MapTree) {}

  /** An error with all issues, each with its file, line and column. */
  explain(issues: readonly SpecIssue[]): DropinError {
    return new DropinError(issueMessages(this.tree, issues), EXIT.USAGE);
  }
}

/**
 * Reads a spec file. Resolves `extends`, applies `--set` (in order) and `--seed`, merges `defaults` into the layers, checks
 * the schema, and finally applies `--scale` to everything but `--iterations`.
 *
 * @throws {DropinError} exit code 2, with every issue, or every syntax error.
 */
export function loadSpec(file: string, overrides: Overrides = {}): LoadedSpec {
  const written = readSpecFile(file);
  refuseSweepOfOthers(written);
  const tree = mergeDefaults(override(written, overrides));
  const source = new SpecSource(tree);
  const plain = toPlain(tree);
  const result = specSchema.safeParse(plain);
  const issues = result.success ? [] : schemaIssues(specSchema, plain, result.error.issues);
  issues.push(...entryKindIssues(tree));
  const described = describedBy(tree, issues);
  const descriptor = described && result.success ? complete(described, result.data, issues) : undefined;
  if (!result.success || descriptor === undefined || issues.length > 0) throw source.explain(issues);
  const spec = result.data;
  placeSource(spec, tree);
  // Already merged into the layers.
  delete spec.defaults;
  // Describes several runs, and belongs to none.
  delete spec.sweep;
  return { spec: adjustLengths(spec, overrides), descriptor, source };
}

/**
 * Makes the path of `init_from.spec` valid in any folder; relative to the package's root for a spec inside it. A run's own
 * copy of its spec may name one that this machine does not have: what needs it says so.
 */
function placeSource({ init_from: initFrom }: Spec, tree: MapTree): void {
  const written = treeAt(tree, ['init_from', 'spec']);
  if (initFrom?.spec === undefined || written === undefined) return;
  const { origin } = written;
  const named = initFrom.spec;
  const near = resolve('file' in origin ? pathFrom(origin.file.name, named) : named);
  const found = [near, packagePath(named), packagePath('configs', `${named}.yaml`)].find(existsSync);
  if (found !== undefined) initFrom.spec = portablePath(found);
}

/** Refuses a file that only names specs to sweep over. Otherwise there would be an issue for each missing section. */
function refuseSweepOfOthers(tree: MapTree): void {
  const sweep = tree.entries.get('sweep');
  if (sweep === undefined || tree.entries.has('network')) return;
  throw new DropinError(
    messageAt(sweep.key, 'expected a spec, found a sweep of other specs: run it with `dropin sweep`'),
    EXIT.USAGE,
  );
}

function override(tree: MapTree, { set = [], varied = [], seed, iterations }: Overrides): MapTree {
  let changed = [...set.map(fromSet), ...varied].reduce(setOption, tree);
  if (seed !== undefined) changed = setValue(changed, ['seed'], seed, `--seed ${seed}`);
  if (iterations !== undefined) {
    changed = setValue(changed, ['solver', 'iterations'], iterations, `--iterations ${iterations}`);
  }
  return changed;
}

/** Does not merge wrong defaults: each mistake would be reported again for every layer. */
function mergeDefaults(tree: MapTree): MapTree {
  const defaults = tree.entries.get('defaults');
  if (defaults === undefined || !defaultsSchema.safeParse(toPlain(defaults.tree)).success) return tree;
  return applyDefaults(tree);
}

/** The data set's descriptor. A name without a descriptor is an issue; the schema reports a missing or wrong name. */
function describedBy(tree: MapTree, issues: SpecIssue[]): DescriptorFile | undefined {
  const name = treeAt(tree, ['dataset', 'name']);
  if (name?.kind !== 'scalar' || typeof name.value !== 'string' || name.value === '') return undefined;
  const found = findDescriptor(name.value, name.origin);
  if ('format' in found) return found;
  issues.push(found);
  return undefined;
}

function complete(file: DescriptorFile, spec: Spec, issues: SpecIssue[]): Descriptor | undefined {
  const found = completeDescriptor(file, spec.dataset);
  if ('format' in found) return found;
  issues.push(found);
  return undefined;
}

function adjustLengths(spec: Spec, { scale, iterations }: Overrides): Spec {
  if (scale !== undefined && !(scale > 0 && Number.isFinite(scale))) {
    throw new DropinError(`--scale ${scale}: expected a positive number`, EXIT.USAGE);
  }
  const scaled = scale === undefined ? spec : scaleWithin(spec, scale);
  return iterations === undefined ? scaled : { ...scaled, solver: { ...scaled.solver, iterations } };
}

/** Scales a spec; refuses lengths that become larger than the schema allows. */
function scaleWithin(spec: Spec, scale: number): Spec {
  const scaled = scaleSpec(spec, scale);
  const result = specSchema.safeParse(scaled);
  if (result.success) return scaled;
  const { path, expected, found } = schemaIssues(specSchema, scaled, result.error.issues)[0]!;
  throw new DropinError(
    `--scale ${scale}: ${path.join('.')}: expected ${expected}, found ${found}`,
    EXIT.USAGE,
  );
}
