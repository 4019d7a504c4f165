import type { z } from 'zod';
import { isPlain, type Plain } from '../common/plain.js';
import type { DataFingerprint, Fingerprint } from './fingerprint.js';
import { readLeniently, type Lenient } from './lenient.js';
import { runRecordSchema, type RunRecord, type runStatusSchema } from './record.js';

export type RunStatus = z.output<typeof runStatusSchema> | 'unknown';

/** What is known about a run from its run.json, whichever version wrote it. Undefined means not recorded. */
export interface RunFacts {
  readonly status: RunStatus;
  readonly seed: number | undefined;
  /** Value of `--scale`. */
  readonly scale: number | undefined;
  /** Digest of the resolved spec. */
  readonly specDigest: string | undefined;
  /** The spec file; `overrides`: the changes to it. */
  readonly specPath: string | undefined;
  readonly overrides: Lenient<NonNullable<RunRecord['overrides']>> | undefined;
  readonly fingerprint: Lenient<Fingerprint> | undefined;
  readonly data: Lenient<DataFingerprint> | undefined;
  /** Resumes after which the last bits may differ from an uninterrupted run. */
  readonly otherBits: readonly Lenient<RunRecord['other_bits'][number]>[];
  readonly commit: string | undefined;
  /** Whether the code had uncommitted changes. */
  readonly dirty: boolean;
  readonly dataDigest: string | undefined;
  /** The iteration with a NaN or infinite loss. */
  readonly divergedAt: number | undefined;
  /** Arguments of `dropin`. */
  readonly command: readonly string[];
  /** TensorFlow's version and the device; empty if neither is known. */
  readonly framework: string;
  /** Processor and platform. */
  readonly hardware: string;
  /** Computing threads; undefined if TensorFlow chose them. */
  readonly threads: number | undefined;
  /** Seconds over all starts of the run. */
  readonly wallTime: number | undefined;
  /** The fields of run.json that fit its schema. */
  readonly record: Lenient<RunRecord>;
  /** The content of run.json, unchecked. */
  readonly plain: Plain;
}

/**
 * Reads a run.json of any version. Treats missing and wrong fields as not recorded.
 *
 * @throws {Error} if the text is not a JSON object.
 */
export function readFacts(text: string): RunFacts {
  const plain: unknown = JSON.parse(text);
  if (!isPlain(plain)) throw new Error('expected an object');
  return factsOf(plain);
}

/** The facts about a run without a run.json. */
export const NO_FACTS = factsOf({});

function factsOf(plain: Plain): RunFacts {
  const record = readLeniently(runRecordSchema, plain) ?? {};
  const { provenance, fingerprint } = record;
  const command = provenance?.command ?? [];
  return {
    status: record.status ?? 'unknown',
    seed: record.seed,
    scale: record.overrides?.scale ?? scaleIn(command),
    specDigest: record.spec_digest,
    specPath: record.spec_path,
    overrides: record.overrides,
    fingerprint,
    data: fingerprint?.data,
    otherBits: record.other_bits ?? [],
    commit: provenance?.git?.commit,
    dirty: provenance?.git?.dirty === true,
    dataDigest: fingerprint?.data?.digest ?? provenance?.data_digest,
    divergedAt: record.diverged_at,
    command,
    framework: words(
      provenance?.tensorflow === undefined ? undefined : `TensorFlow ${provenance.tensorflow}`,
      provenance?.device,
    ),
    hardware: words(provenance?.cpu, provenance?.platform),
    threads: provenance?.threads ?? undefined,
    wallTime: record.wall_time_s,
    record,
    plain,
  };
}

/** The value of `--scale` in the command line; records of format 1 have it only there. */
function scaleIn(command: readonly string[]): number | undefined {
  const at = command.findIndex((word) => word === '--scale' || word.startsWith('--scale='));
  const word = command[at];
  if (word === undefined) return undefined;
  const value = Number(word === '--scale' ? command[at + 1] : word.slice('--scale='.length));
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
