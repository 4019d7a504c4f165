import { parse } from 'yaml';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readTextIfThere } from '../common/read-text.js';
import { computingDifferences, isRunOf } from '../spec/identity.js';
import { specSchema, type Spec } from '../spec/schema/spec.js';
import type { RunFolder } from './folder.js';
import type { RunRecord } from './record.js';
import { shown } from './spec-difference.js';

/** Number of differing fields that are named; the rest are counted. */
const NAMED = 10;

/** @throws {DropinError} exit code 2, saying which fields differ, when the folder's run is of another spec. */
export function expectSameSpec(
  folder: RunFolder,
  { spec_digest: recorded }: Pick<RunRecord, 'spec_digest'>,
  spec: Spec,
): void {
  const text = readTextIfThere(folder.spec);
  if (isRunOf(spec, recorded, text)) return;
  const before = parseSpec(text);
  const found = before === undefined ? [] : computingDifferences(before, spec);
  const lines = found
    .slice(0, NAMED)
    .map(({ path, before, after }) => `  ${path}: ${shown(before)} → ${shown(after)}`);
  if (found.length === 0) lines.push(`  ${folder.spec} is not the spec that run.json names`);
  if (found.length > NAMED) lines.push(`  and ${found.length - NAMED} more`);
  throw new DropinError(
    `${folder.path} holds a run of another spec:\n${lines.join('\n')}\n` +
      'name another folder with --out, or replace that run with --fresh',
    EXIT.USAGE,
  );
}

/** A run's spec.yaml, with today's defaults; undefined where today's schema does not know it. */
export function parseSpec(text: string | undefined): Spec | undefined {
  if (text === undefined) return undefined;
  try {
    return specSchema.safeParse(parse(text)).data;
  } catch {
    return undefined;
  }
}
