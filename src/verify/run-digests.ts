import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../common/sha256.js';
import type { Experiment } from '../network/load.js';
import { stateArrays, type StateArray } from '../network/state.js';
import { damageText, newestCheckpoint } from '../run/checkpoint-read.js';
import { CURVE_COLUMNS, parseCurve } from '../run/curve.js';
import type { RunFolder } from '../run/folder.js';
import { elementCount } from '../common/shapes.js';

/** SHA-256 of the results of a run, without its times. */
export interface RunDigests {
  readonly weights: string;
  /** The solver's arrays, such as momentum. */
  readonly momentum: string;
  readonly data_order: string;
  /** All columns except images_per_second and elapsed_s. */
  readonly curve: string;
}

/** Computes the digests of a finished run. */
export async function runDigests(
  folder: RunFolder,
  experiment: Experiment,
  digest: string,
): Promise<RunDigests> {
  const checkpoint = await newestCheckpoint(folder.checkpoints, digest, (damaged) => {
    throw new Error(damageText(damaged));
  });
  if (checkpoint === undefined) throw new Error(`${folder.checkpoints}: no checkpoint`);
  const data = await readFile(join(checkpoint.folder, 'model.data-00000-of-00001'));
  const { weights, solver } = splitState(data, experiment);
  const text = await readFile(folder.curve, 'utf8');
  return {
    weights: sha256(weights),
    momentum: sha256(solver),
    data_order: checkpoint.state.batches_sha256,
    curve: sha256(timelessCurve(text).join('\n')),
  };
}

/** The lines of a curve.csv without its last two columns, which depend on time. */
export function timelessCurve(text: string): string[] {
  parseCurve(text); // throws if it is not a curve
  const columns = CURVE_COLUMNS.length - 2;
  return text.split('\n').map((line) => line.split(',').slice(0, columns).join(','));
}

/**
 * Splits the data file of a TensorFlow checkpoint, which contains the arrays of `stateArrays` one after another, into the
 * weights and the solver's arrays (SGD's momentum, Adam's moments).
 */
export function splitState(
  data: Uint8Array,
  { network, spec }: Pick<Experiment, 'network' | 'spec'>,
): Record<StateArray['kind'], Buffer> {
  const parts: Record<StateArray['kind'], Uint8Array[]> = { weights: [], solver: [] };
  let offset = 0;
  for (const { shape, kind } of stateArrays(network, spec.solver)) {
    const bytes = 4 * elementCount(shape);
    parts[kind].push(data.subarray(offset, (offset += bytes)));
  }
  if (offset !== data.length) throw new Error(`a checkpoint holds ${data.length} bytes, expected ${offset}`);
  return { weights: Buffer.concat(parts.weights), solver: Buffer.concat(parts.solver) };
}
