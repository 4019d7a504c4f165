import { createRequire } from 'node:module';
import type tensorflow from '@tensorflow/tfjs-node-gpu';
import { quietly } from './quiet.js';

export type Tfjs = typeof tensorflow;

/** Loads TensorFlow for JavaScript, after what has to be in place before its first line runs. */
export async function loadTfjs(): Promise<Tfjs> {
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  restoreRemovedUtilities();
  const tfjs = await quietly(() => import('@tensorflow/tfjs-node-gpu'));
  return tfjs.default;
}

/** tfjs-node still calls two functions that Node 23 took out of `node:util`. */
function restoreRemovedUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
