import { at, isPlain, listAt, numberAt, textAt, type Plain } from '../common/plain.js';

export type RunStatus = 'finished' | 'running' | 'stopped' | 'diverged' | 'failed' | 'unknown';

/** What a run's run.json says about where its numbers come from. Undefined: not recorded. */
export interface RunRecord {
  readonly status: RunStatus;
  readonly seed: number | undefined;
  /** Of `--scale`. */
  readonly scale: number | undefined;
  /** Of the resolved spec that was run. */
  readonly specDigest: string | undefined;
  readonly commit: string | undefined;
  /** Whether the code had changes that were not committed. */
  readonly dirty: boolean;
  readonly dataDigest: string | undefined;
  /** Arguments of `dropin`. */
  readonly command: readonly string[];
  /** TensorFlow's version and the device; empty where neither is known. */
  readonly framework: string;
  readonly hardware: string;
  /** The whole record, for `--compare`. */
  readonly plain: Plain;
}

const STATUSES: readonly string[] = ['finished', 'running', 'stopped', 'diverged', 'failed'];

/**
 * Reads what a run.json of `src/train/run-record.ts` holds, and as much as can be had from one of another version.
 *
 * @throws {Error} when the text is no JSON object.
 */
export function readRecord(text: string): RunRecord {
  const plain: unknown = JSON.parse(text);
  if (!isPlain(plain)) throw new Error('expected an object');
  return recordOf(plain);
}

/** What a folder without a run.json counts as. */
export const NO_RECORD = recordOf({});

function recordOf(plain: Plain): RunRecord {
  const from = at(plain, 'provenance');
  const status = textAt(plain, 'status') ?? '';
  const command = listAt(from, 'command').filter((word) => typeof word === 'string');
  return {
    status: STATUSES.includes(status) ? (status as RunStatus) : 'unknown',
    seed: numberAt(plain, 'seed'),
    scale: numberAt(plain, 'scale') ?? scaleIn(command),
    specDigest: textAt(plain, 'spec_digest'),
    commit: textAt(from, 'git', 'commit'),
    dirty: at(from, 'git', 'dirty') === true,
    dataDigest: textAt(from, 'data_digest'),
    command,
    framework: words(named('TensorFlow', textAt(from, 'tensorflow')), textAt(from, 'device')),
    hardware: words(textAt(from, 'cpu'), textAt(from, 'gpu'), textAt(from, 'platform')),
    plain,
  };
}

function scaleIn(command: readonly string[]): number | undefined {
  const value = command[command.indexOf('--scale') + 1];
  return command.includes('--scale') && value !== undefined && Number(value) > 0 ? Number(value) : undefined;
}

function named(name: string, version: string | undefined): string | undefined {
  return version === undefined ? undefined : `${name} ${version}`;
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
