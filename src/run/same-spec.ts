import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readTextIfThere } from '../common/read-text.js';
import { computingDifferences, isRunOf } from '../spec/identity.js';
import { parseResolved } from '../spec/resolved.js';
import { specSchema, type Spec } from '../spec/schema/spec.js';
import type { RunFolder } from './folder.js';
import type { RunRecord } from './record.js';

/** Maximum number of different fields to list; the others are counted. */
const MAX_LISTED = 10;

/** @throws {DropinError} exit code 2, listing the different fields, if the folder's run has another spec. */
export function expectSameSpec(
  folder: RunFolder,
  { spec_digest: recorded }: Pick<RunRecord, 'spec_digest'>,
  spec: Spec,
): void {
  const text = readTextIfThere(folder.spec);
  if (isRunOf(spec, recorded, () => text)) return;
  const before = parseSpec(text);
  const found = before === undefined ? [] : computingDifferences(before, spec);
  const lines = found
    .slice(0, MAX_LISTED)
    .map(({ path, before, after }) => `  ${path}: ${shown(before)} → ${shown(after)}`);
  if (found.length === 0) lines.push(`  ${folder.spec} is not the spec that run.json names`);
  if (found.length > MAX_LISTED) lines.push(`  and ${found.length - MAX_LISTED} more`);
  throw new DropinError(
    `${folder.path} contains a run of another spec:\n${lines.join('\n')}\n` +
      'name another folder with --out, or replace that run with --fresh',
    EXIT.USAGE,
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** A run's spec.yaml with the current defaults; undefined if the current schema does not accept it. */
export function parseSpec(text: string | undefined): Spec | undefined {
  if (text === undefined) return undefined;
  try {
    return specSchema.safeParse(parseResolved(text)).data;
  } catch {
    return undefined;
  }
}
