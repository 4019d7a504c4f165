import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { Dataset } from '../data/dataset.js';
import type { Checkpoint } from '../run/checkpoint-read.js';
import type { DataFingerprint, Fingerprint } from '../run/fingerprint.js';
import { dataDifferences, fields, fingerprintDifferences } from '../run/fingerprint-difference.js';
import type { RunFolder } from '../run/folder.js';
import type { Provenance } from '../run/provenance.js';
import type { EarlierRun } from '../run/recover.js';
import type { InitialWeights } from './init-from.js';

/** @throws {DropinError} exit code 3 if the data of a run to resume has changed. */
export function expectSameData(
  folder: RunFolder,
  earlier: EarlierRun,
  dataset: Dataset,
  now: DataFingerprint,
): void {
  const before = earlier.fingerprint?.data;
  const found =
    before === undefined
      ? digestDifference(earlier.provenance?.data_digest, now.digest, dataset.legacyDigest())
      : dataDifferences(before, now);
  if (found.length === 0) return;
  throw new DropinError(
    `${folder.path} was trained on different data (${found.join(', ')}): restore that data, choose another folder with --out, ` +
      'or start over with --fresh',
    EXIT.DATA,
  );
}

/** Compares digests for a record of format 1, which has only a digest, computed by the rules of its version. */
function digestDifference(before: string | undefined, now: string, legacy: string): string[] {
  return before === undefined || before === now || before === legacy ? [] : [`digest ${before} → ${now}`];
}

/** @throws {DropinError} exit code 2 if a run that starts over would start from different weights than before. */
export function expectSameInitFrom(
  folder: RunFolder,
  earlier: EarlierRun,
  initial: InitialWeights | undefined,
): void {
  const before = earlier.init_from;
  if (before === undefined || initial === undefined) return;
  const { iteration } = initial.from;
  const weights = earlier.fingerprint?.init_from?.sha256;
  if (
    before.iteration === iteration &&
    (weights ?? initial.fingerprint.sha256) === initial.fingerprint.sha256
  )
    return;
  const what =
    before.iteration === iteration
      ? `those weights have changed`
      : `its newest checkpoint is now at iteration ${iteration}`;
  throw new DropinError(
    `${folder.path} started from the weights of ${before.run} at iteration ${before.iteration}, but ${what}: ` +
      'name the checkpoint in init_from.run, or start over with --fresh',
    EXIT.USAGE,
  );
}

/** Changes since a checkpoint was written that may change the last bits of further results; empty for a new run. */
export function bitChanges(
  checkpoint: Checkpoint | undefined,
  earlier: EarlierRun | undefined,
  now: { readonly fingerprint: Fingerprint; readonly provenance: Provenance },
): readonly string[] {
  if (checkpoint === undefined) return [];
  const before = checkpoint.state.fingerprint ?? earlier?.fingerprint;
  if (before !== undefined) return fingerprintDifferences(before, now.fingerprint).bits;
  const provenance = earlier?.resumes.at(-1)?.provenance ?? earlier?.provenance;
  return provenance === undefined ? [] : fields(recorded(provenance), recorded(now.provenance));
}

/** Facts about the machine in a record of format 1. */
function recorded(provenance: Provenance) {
  const { threads, cpu_threads: all, cpu, device, tensorflow, tfjs_node, node, dropin } = provenance;
  return { threads: threads ?? all, CPU: cpu, device, tensorflow, tfjs_node, node, dropin };
}
