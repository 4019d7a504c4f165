import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../data/digest.js';
import type { Network } from '../network/layer.js';
import { damageText, newestCheckpoint } from '../run/checkpoint-read.js';
import { CURVE_COLUMNS, parseCurve } from '../run/curve.js';
import type { RunFolder } from '../run/folder.js';

/** SHA-256 of what a run came to, without what a clock had a part in. */
export interface RunDigests {
  readonly weights: string;
  readonly momentum: string;
  readonly data_order: string;
  /** Every column but images_per_second and elapsed_s. */
  readonly curve: string;
}

/** Digests of a finished run. */
export async function runDigests(folder: RunFolder, network: Network, digest: string): Promise<RunDigests> {
  const checkpoint = await newestCheckpoint(folder.checkpoints, digest, (damaged) => {
    throw new Error(damageText(damaged));
  });
  if (checkpoint === undefined) throw new Error(`${folder.checkpoints}: there is no checkpoint`);
  const data = await readFile(join(checkpoint.folder, 'model.data-00000-of-00001'));
  const { weights, momentum } = splitState(data, network);
  const text = await readFile(folder.curve, 'utf8');
  return {
    weights: sha256(weights),
    momentum: sha256(momentum),
    data_order: checkpoint.state.batches_sha256,
    curve: sha256(timelessCurve(text).join('\n')),
  };
}

/** The lines of a curve.csv without its two columns of time. */
export function timelessCurve(text: string): string[] {
  parseCurve(text); // throws where it is none
  const columns = CURVE_COLUMNS.length - 2;
  return text.split('\n').map((line) => line.split(',').slice(0, columns).join(','));
}

/**
 * Weights and momentum in the data file of a TensorFlow checkpoint, which holds the arrays one after another as they were
 * saved: each array of weights, then its momentum.
 */
export function splitState(data: Uint8Array, network: Network): { weights: Buffer; momentum: Buffer } {
  const parameters = network.layers.flatMap((layer) => layer.parameters);
  const arrays = parameters.flatMap(({ shape }) => {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    return [
      { bytes, kind: 'weights' as const },
      { bytes, kind: 'momentum' as const },
    ];
  });
  const parts: Record<'weights' | 'momentum', Uint8Array[]> = { weights: [], momentum: [] };
  let offset = 0;
  for (const { bytes, kind } of arrays) parts[kind].push(data.subarray(offset, (offset += bytes)));
  if (offset !== data.length) throw new Error(`a checkpoint holds ${data.length} bytes, expected ${offset}`);
  return { weights: Buffer.concat(parts.weights), momentum: Buffer.concat(parts.momentum) };
}
