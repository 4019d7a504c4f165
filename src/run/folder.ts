import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import writeFileAtomic from 'write-file-atomic';
import type { Network } from '../network/layer.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readTextIfThere } from '../common/read-text.js';
import { computingDifferences, isRunOf, shortDigest, specDigest } from '../spec/identity.js';
import { serializeSpec } from '../spec/resolved.js';
import { specSchema, type Spec } from '../spec/schema/spec.js';
import { foldersIn, runIdentity } from './known-runs.js';
import { runRecordSchema, type RunRecord } from './record.js';
import { differences, shown } from './spec-difference.js';

/** The paths of a run's files. */
export interface RunFolder {
  readonly path: string;
  readonly spec: string;
  readonly record: string;
  readonly curve: string;
  readonly summary: string;
  readonly checkpoints: string;
  readonly tensorboard: string;
  readonly lock: string;
}

export function runFolder(path: string): RunFolder {
  return {
    path,
    spec: join(path, 'spec.yaml'),
    record: join(path, 'run.json'),
    curve: join(path, 'curve.csv'),
    summary: join(path, 'summary.txt'),
    checkpoints: join(path, 'checkpoints'),
    tensorboard: join(path, 'tensorboard'),
    lock: join(path, 'run.lock'),
  };
}

/**
 * results/NAME for a spec as it was written, results/NAME-DIGEST for one that the command line changed; where there is no
 * such folder yet, the one that an earlier version of dropin made for the same run.
 */
export function defaultRunFolder(spec: Spec, written: Spec): string {
  const digest = specDigest(spec);
  const usual = digest === specDigest(written) ? spec.name : `${spec.name}-${shortDigest(digest)}`;
  const folder = join('results', usual);
  return existsSync(folder) ? folder : (earlierFolder(spec.name, digest) ?? folder);
}

/** Digests of earlier versions differ, and so do the names of the folders that these gave to the same runs. */
function earlierFolder(name: string, digest: string): string | undefined {
  return foldersIn('results')
    .filter((folder) => folder.startsWith(`${name}-`) && /-[0-9a-f]{8}$/.test(folder))
    .map((folder) => join('results', folder))
    .find((folder) => runIdentity(folder)?.digest === digest);
}

/**
 * The record of the run in a folder; undefined where there is none yet.
 *
 * @throws {DropinError} exit code 2, when the folder holds something else.
 */
export function readRecord(folder: RunFolder): RunRecord | undefined {
  if (!existsSync(folder.record)) {
    const foreign = [folder.spec, folder.curve, folder.summary, folder.checkpoints, folder.tensorboard];
    const found = foreign.find((path) => existsSync(path));
    if (found === undefined) return undefined;
    throw new DropinError(
      `${found} is there, but no run of dropin: name another folder with --out`,
      EXIT.USAGE,
    );
  }
  try {
    return runRecordSchema.parse(JSON.parse(readFileSync(folder.record, 'utf8')));
  } catch (error) {
    const hint = 'start over with --fresh, or name another folder with --out';
    throw new DropinError(`${folder.record} cannot be read: ${hint}`, EXIT.USAGE, { cause: error });
  }
}

/** @throws {DropinError} exit code 2, saying which fields differ, when the folder's run is of another spec. */
export function expectSameSpec(folder: RunFolder, record: RunRecord, spec: Spec): void {
  const text = readTextIfThere(folder.spec);
  if (isRunOf(spec, record.spec_digest, text)) return;
  const found = differencesFrom(text, spec);
  const lines = found.slice(0, 10).map((line) => `  ${line}`);
  if (found.length === 0) lines.push(`  ${folder.spec} is not the spec that run.json names`);
  if (found.length > 10) lines.push(`  and ${found.length - 10} more`);
  throw new DropinError(
    `${folder.path} holds a run of another spec:\n${lines.join('\n')}\n` +
      'name another folder with --out, or replace that run with --fresh',
    EXIT.USAGE,
  );
}

/** How a spec differs from a run's spec.yaml in what computes, as `path: before → after`. */
function differencesFrom(text: string | undefined, spec: Spec): readonly string[] {
  const { success, data } = specSchema.safeParse(parse(text ?? ''));
  if (!success) return differences(parse(text ?? '') ?? {}, parse(serializeSpec(spec)));
  return computingDifferences(data, spec).map(
    ({ path, before, after }) => `${path}: ${shown(before)} → ${shown(after)}`,
  );
}

/** Removes what a run wrote, and nothing else; its record, by which the folder is known as a run's, last. */
export async function clearRun(folder: RunFolder): Promise<void> {
  for (const path of [folder.checkpoints, folder.tensorboard, folder.curve, folder.summary, folder.spec]) {
    await rm(path, { recursive: true, force: true });
  }
  await rm(folder.record, { force: true });
}

/** Bytes for the curve, the events and the other small files of a run. */
export const OTHER_FILES = 2 ** 24;

/** Makes sure, before the first step, that checkpoints can be written: the permission and the room. */
export async function expectRoom(folder: RunFolder, network: Network, keep: number): Promise<void> {
  const needed = (keep + 1) * checkpointBytes(network) + OTHER_FILES;
  const { bavail, bsize } = await probe(folder);
  if (bavail * bsize < needed) {
    const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
    throw new DropinError(
      `${folder.path}: ${megabytes(bavail * bsize)} are free, and ${keep + 1} checkpoints need ${megabytes(needed)}`,
    );
  }
}

async function probe(folder: RunFolder): Promise<{ bavail: number; bsize: number }> {
  const file = join(folder.path, '.probe');
  try {
    await mkdir(folder.path, { recursive: true });
    await writeFile(file, '');
    await rm(file);
    return await statfs(folder.path);
  } catch (error) {
    throw new DropinError(`${folder.path} cannot be written to: ${String(error)}`, EXIT.FAILED, {
      cause: error,
    });
  }
}

/** Weights and momentum, both float32. */
export function checkpointBytes(network: Network): number {
  const sizes = network.layers.flatMap(({ parameters }) =>
    parameters.map(({ shape }) => shape.reduce((a, b) => a * b, 1)),
  );
  return 2 * 4 * sizes.reduce((a, b) => a + b, 0);
}

export function writeRecord(folder: RunFolder, record: RunRecord): void {
  writeFileAtomic.sync(folder.record, `${JSON.stringify(record, null, 2)}\n`);
}

export function writeSpec(folder: RunFolder, spec: Spec): void {
  writeFileAtomic.sync(folder.spec, serializeSpec(spec));
}
