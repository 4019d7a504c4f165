import type { z } from 'zod';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { SpecIssue } from './issues.js';
import { schemaIssues } from './schema-issues.js';
import { specSchema } from './schema/spec.js';
import { sweepFileSchema, type SweepPart } from './schema/sweep.js';
import { pathFrom, readSpecFile } from './source/files.js';
import { issueMessages } from './source/message.js';
import { toPlain, type MapTree } from './source/tree.js';

/** A part of a sweep, whose spec paths are relative to the current folder. */
export interface PlacedPart extends SweepPart {
  readonly specs: string[];
}

export interface SweepFile {
  readonly name: string;
  readonly parts: readonly PlacedPart[];
}

/** The fields of a spec that a sweep reads. The rest is read with each run. */
const ownFields = specSchema.pick({ name: true, sweep: true }).loose();

/**
 * Reads a sweep from a spec, or from a file that contains only a name and a sweep of other specs. A spec without a `sweep`
 * section is a sweep of one run.
 *
 * @throws {DropinError} exit code 2, with every issue and its location.
 */
export function readSweep(file: string): SweepFile {
  const tree = readSpecFile(file);
  const isSpec = tree.entries.has('network') || !tree.entries.has('sweep');
  const plain = toPlain(tree);
  const { name, sweep = {} } = parse(tree, isSpec ? ownFields : sweepFileSchema, plain);
  const parts = [sweep].flat();
  if (!isSpec) expectSpecs(tree, parts, Array.isArray(sweep));
  return {
    name,
    parts: parts.map((part) => ({
      ...part,
      specs: part.specs?.map((spec) => pathFrom(file, spec)) ?? [file],
    })),
  };
}

function parse<T>(tree: MapTree, schema: z.ZodType<T>, plain: unknown): T {
  const result = schema.safeParse(plain);
  if (result.success) return result.data;
  throw explain(tree, schemaIssues(schema, plain, result.error.issues));
}

function expectSpecs(tree: MapTree, parts: readonly SweepPart[], listed: boolean): void {
  const issues = parts.flatMap((part, i): SpecIssue[] => {
    if (part.specs !== undefined) return [];
    const path = listed ? ['sweep', i, 'specs'] : ['sweep', 'specs'];
    return [{ path, expected: 'spec files, because this file is not a spec', found: 'nothing' }];
  });
  if (issues.length > 0) throw explain(tree, issues);
}

function explain(tree: MapTree, issues: readonly SpecIssue[]): DropinError {
  return new DropinError(issueMessages(tree, issues), EXIT.USAGE);
}
