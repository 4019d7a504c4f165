import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Experiment } from '../network/load.js';
import { specDigest } from '../spec/identity.js';
import { serializeSpec } from '../spec/resolved.js';
import type { Spec } from '../spec/schema/spec.js';
import { readCurve } from '../run/curve-file.js';
import { runFolder, type RunFolder } from '../run/folder.js';
import { readRecord, writeRecord } from '../run/record-file.js';
import { endIteration, type RunRecord } from '../run/record.js';
import { certificateText, differing, type Certificate } from './certificate.js';
import { planKills } from './kill-plan.js';
import { runDigests } from './run-digests.js';
import { RunProcess, type KilledProcess } from './run-process.js';

export interface VerifyRequest {
  /** The experiment of the shortened spec. */
  readonly experiment: Experiment;
  readonly kills: number;
  /** GPUs that share each batch. */
  readonly gpus: number;
  /** An empty or new folder for the three runs and the certificate. */
  readonly work: string;
  readonly say: (line: string) => void;
}

/**
 * Changes a spec so that kills fall between checkpoints and every step is in the curve: a checkpoint at least every tenth of
 * the run, and `display` 1.
 */
export function withFrequentCheckpoints(spec: Spec): Spec {
  const maxInterval = Math.max(1, Math.floor(spec.solver.iterations / 10));
  const interval = Math.min(spec.checkpoint.interval, maxInterval);
  return { ...spec, checkpoint: { ...spec.checkpoint, interval }, display: 1 };
}

/**
 * Trains a spec three times in child processes: undisturbed, repeated (to measure determinism), and killed at random points
 * and resumed each time. Then compares the results.
 */
export async function verifyResume({
  experiment,
  kills,
  gpus,
  work,
  say,
}: VerifyRequest): Promise<Certificate> {
  const { spec } = experiment;
  const folders = {
    undisturbed: runFolder(join(work, 'undisturbed')),
    repeated: runFolder(join(work, 'repeated')),
    killed: runFolder(join(work, 'killed')),
  };
  mkdirSync(work, { recursive: true });
  const file = join(work, 'spec.yaml');
  writeFileSync(file, serializeSpec(spec));
  say(`undisturbed: ${spec.solver.iterations} iterations`);
  const pace = await new RunProcess(file, folders.undisturbed, gpus).finish();
  say('repeated');
  await new RunProcess(file, folders.repeated, gpus).finish();
  const killed = new RunProcess(file, folders.killed, gpus);
  const done: KilledProcess[] = [];
  const iterations = endIteration(recordOf(folders.undisturbed));
  for (const kill of planKills(kills, iterations, pace, spec.seed)) {
    done.push(await killed.kill(kill));
    say(
      `killed ${done.length} of ${kills}: ${done.at(-1)!.killedDuring ?? 'too late: the run had finished'}`,
    );
  }
  await killed.finish();
  const certificate = await certify(experiment, folders, done);
  for (const folder of Object.values(folders)) recordDeterminism(folder, certificate);
  writeFileSync(join(work, 'certificate.txt'), certificateText(certificate));
  writeFileSync(join(work, 'certificate.json'), `${JSON.stringify(certificate, null, 2)}\n`);
  return certificate;
}

async function certify(
  experiment: Experiment,
  folders: Record<'undisturbed' | 'repeated' | 'killed', RunFolder>,
  kills: readonly KilledProcess[],
): Promise<Certificate> {
  const { spec } = experiment;
  const digest = specDigest(spec);
  const [undisturbed, repeated, killed] = await Promise.all(
    [folders.undisturbed, folders.repeated, folders.killed].map((folder) =>
      runDigests(folder, experiment, digest),
    ),
  );
  const determinism = differing(undisturbed!, repeated!).length === 0 ? 'bit-exact' : 'not bit-exact';
  const differ = differing(undisturbed!, killed!);
  const record = recordOf(folders.killed);
  return {
    spec: spec.name,
    spec_digest: digest,
    seed: spec.seed,
    iterations: endIteration(recordOf(folders.undisturbed)),
    checkpoint_interval: spec.checkpoint.interval,
    curve_rows: readCurve(folders.undisturbed.curve).length,
    kills,
    resumed_at: record.resumes.map(({ iteration }) => iteration),
    determinism,
    undisturbed: undisturbed!,
    repeated: repeated!,
    killed: killed!,
    differ,
    passed:
      determinism === 'bit-exact'
        ? differ.length === 0
        : !differ.includes('data_order') && sameRows(folders.undisturbed, folders.killed),
    provenance: record.provenance,
  };
}

/** Whether two curves have rows of the same iterations and splits. */
function sameRows(a: RunFolder, b: RunFolder): boolean {
  const rows = ({ curve }: RunFolder) =>
    readCurve(curve).map(({ iteration, split }) => ({ iteration, split }));
  return isDeepStrictEqual(rows(a), rows(b));
}

function recordDeterminism(folder: RunFolder, { determinism }: Certificate): void {
  writeRecord(folder, { ...recordOf(folder), determinism });
}

function recordOf(folder: RunFolder): RunRecord {
  const record = readRecord(folder);
  if (record === undefined) throw new Error(`${folder.record} is missing`);
  return record;
}
