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

/** @throws {DropinError} exit code 3, when a run would go on with other images than it began with. */
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
    `${folder.path} was trained on different data (${found.join(', ')}): bring that back, name another folder with --out, ` +
      'or start over with --fresh',
    EXIT.DATA,
  );
}

/** A record of format 1 has a digest alone, by the rules of its program. */
function digestDifference(before: string | undefined, now: string, legacy: string): string[] {
  return before === undefined || before === now || before === legacy ? [] : [`digest ${before} → ${now}`];
}

/** @throws {DropinError} exit code 2, when a run that starts over would begin with other weights than it did. */
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
      ? `its weights at iteration ${iteration} are others now`
      : `its newest checkpoint is at iteration ${iteration} now`;
  throw new DropinError(
    `${folder.path} began with weights of ${before.run} at iteration ${before.iteration}, and ${what}: ` +
      'name the checkpoint in init_from.run, or start over with --fresh',
    EXIT.USAGE,
  );
}

/** What changed between the writing of a checkpoint and now, and may change the bits of what follows; none for a new run. */
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

/** What a record of format 1 knows of the machine. */
function recorded(provenance: Provenance) {
  const { threads, cpu_threads: all, cpu, device, tensorflow, tfjs_node, node, dropin } = provenance;
  return { threads: threads ?? all, CPU: cpu, device, tensorflow, tfjs_node, node, dropin };
}
