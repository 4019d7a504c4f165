import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readTextIfThere } from '../common/read-text.js';
import { digestOfRecorded } from '../spec/identity.js';
import { newestCheckpoint, type Checkpoint } from './checkpoint-read.js';
import { RECORD_COPY } from './checkpoint-state.js';
import type { RunFolder } from './folder.js';
import type { RunRecord } from './record.js';
import { parseSpec } from './same-spec.js';
import { expectNoOtherFiles, parseRecord } from './record-file.js';

/** The record of an earlier run. Its provenance is unknown if it was rebuilt from spec.yaml and a state.json of format 1. */
export type EarlierRun = Omit<RunRecord, 'provenance'> & Partial<Pick<RunRecord, 'provenance'>>;

/**
 * Reads the record of the run in a folder: from run.json, else from the copy in the newest checkpoint, else rebuilt from
 * spec.yaml and the checkpoint's state.json. Undefined if the folder contains no run, or a run without a usable record and
 * checkpoint; then a new run starts.
 *
 * @param warn Receives a message for each damaged file, which says how it is replaced.
 * @throws {DropinError} exit code 2, if the folder contains something else.
 */
export async function recoverRecord(
  folder: RunFolder,
  warn: (message: string) => void,
): Promise<EarlierRun | undefined> {
  const text = readTextIfThere(folder.record);
  const found = text === undefined ? undefined : parseRecord(text, folder.record);
  if (found !== undefined) {
    if (found.leftOut.length > 0) warn(`${folder.record} is damaged; ignored: ${found.leftOut.join('; ')}`);
    return found.record;
  }
  const checkpoint = await newestCheckpoint(folder.checkpoints, undefined, () => undefined);
  const missing = text === undefined ? 'is missing' : 'is damaged';
  if (checkpoint !== undefined) {
    const rebuilt = fromCheckpoint(folder, checkpoint);
    if (rebuilt !== undefined) {
      warn(`${folder.record} ${missing}: rebuilt from ${checkpoint.folder}`);
      return rebuilt;
    }
  }
  if (text === undefined) expectNoOtherFiles(folder);
  else if (!existsSync(folder.spec)) {
    throw new DropinError(
      `${folder.record} cannot be read: start over with --fresh, or name another folder with --out`,
      EXIT.USAGE,
    );
  } else warn(`${folder.record} ${missing} and there is no checkpoint: the run starts over`);
  return undefined;
}

/** Whether a folder contains a run, even a damaged one, that `--fresh` may replace. */
export async function holdsRun(folder: RunFolder): Promise<boolean> {
  if (existsSync(folder.record)) return true;
  return (await newestCheckpoint(folder.checkpoints, undefined, () => undefined)) !== undefined;
}

function fromCheckpoint(folder: RunFolder, { folder: path, state }: Checkpoint): EarlierRun | undefined {
  const { iteration, elapsed_s: elapsed, spec_digest: digest, fingerprint } = state;
  const copy = state.sha256[RECORD_COPY] === undefined ? undefined : join(path, RECORD_COPY);
  const record = copy === undefined ? undefined : parseRecord(readFileSync(copy, 'utf8'), copy)?.record;
  if (record !== undefined) return { ...record, status: 'stopped' };
  const text = readTextIfThere(folder.spec);
  const spec = parseSpec(text);
  if (spec === undefined || digestOfRecorded(digest, () => text) === undefined) return undefined;
  const at = new Date().toISOString();
  return {
    format: 1,
    name: spec.name,
    status: 'stopped',
    spec_digest: digest,
    seed: spec.seed,
    iteration,
    iterations: spec.solver.iterations,
    started_at: at,
    updated_at: at,
    wall_time_s: elapsed,
    steps_s: 0,
    data_wait_s: 0,
    bad_images: { count: 0, list: [] },
    ...(fingerprint === undefined ? {} : { fingerprint }),
    other_bits: [],
    resumes: [],
  };
}
