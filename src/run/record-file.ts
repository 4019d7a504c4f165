import { existsSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { parseJson } from '../common/parse-json.js';
import { at } from '../common/plain.js';
import { readTextIfThere } from '../common/read-text.js';
import { serializeSpec } from '../spec/resolved.js';
import type { Spec } from '../spec/schema/spec.js';
import { filesOf, type RunFolder } from './folder.js';
import { readLeniently } from './lenient.js';
import { RECORD_FORMAT, runRecordSchema, type RunRecord } from './record.js';

/** A record, and what is not usable in its file. */
export interface ReadRecord {
  readonly record: RunRecord;
  /** One line about each wrong or unknown field of run.json. */
  readonly leftOut: readonly string[];
}

/**
 * Reads the record of the run in a folder; undefined if there is none yet.
 *
 * @throws {DropinError} exit code 2, if the folder contains something else, or the record is unreadable.
 */
export function readRecord(folder: RunFolder): RunRecord | undefined {
  const text = readTextIfThere(folder.record);
  if (text === undefined) {
    expectNoOtherFiles(folder);
    return undefined;
  }
  const found = parseRecord(text, folder.record);
  if (found !== undefined) return found.record;
  throw new DropinError(
    `${folder.record} cannot be read: start over with --fresh, or name another folder with --out`,
    EXIT.USAGE,
  );
}

/** @throws {DropinError} exit code 2, if there are files with the names that a run would write. */
export function expectNoOtherFiles(folder: RunFolder): void {
  const found = filesOf(folder).find((path) => existsSync(path));
  if (found === undefined) return;
  throw new DropinError(
    `${found} exists but is not a dropin run: name another folder with --out`,
    EXIT.USAGE,
  );
}

/**
 * Parses a run.json. Drops wrong and unknown fields.
 *
 * @returns Undefined if the remaining fields are not a complete record.
 * @throws {DropinError} exit code 2, if a newer version of dropin wrote it.
 */
export function parseRecord(text: string, path: string): ReadRecord | undefined {
  const json = parseJson(text);
  const format = at(json, 'format');
  if (typeof format === 'number' && format > RECORD_FORMAT) {
    throw new DropinError(
      `${path} has format ${format}, expected at most ${RECORD_FORMAT}: a newer dropin wrote it; use that version`,
      EXIT.USAGE,
    );
  }
  const whole = runRecordSchema.safeParse(json);
  if (whole.success) return { record: whole.data, leftOut: [] };
  const rest = runRecordSchema.safeParse(readLeniently(runRecordSchema, json));
  if (!rest.success) return undefined;
  const leftOut = whole.error.issues.map(
    (issue) => `${issue.path.join('.') || 'run.json'}: ${issue.message}`,
  );
  return { record: rest.data, leftOut };
}

export function recordText(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

export function writeRecord(folder: RunFolder, record: RunRecord): void {
  writeFileAtomic.sync(folder.record, recordText(record));
}

export function writeSpec(folder: RunFolder, spec: Spec): void {
  writeFileAtomic.sync(folder.spec, serializeSpec(spec));
}
