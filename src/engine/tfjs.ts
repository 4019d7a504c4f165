import { createRequire } from 'node:module';
import type tensorflow from '@tensorflow/tfjs-node-gpu';
import { quietly } from './quiet.js';

export type Tfjs = typeof tensorflow;

const require = createRequire(import.meta.url);
let loaded: Tfjs | undefined;

/** Loads TensorFlow for JavaScript, once, after what has to be in place before its first line runs. */
export function loadTfjs(): Tfjs {
  loaded ??= load();
  return loaded;
}

function load(): Tfjs {
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  restoreRemovedUtilities();
  return quietly(() => require('@tensorflow/tfjs-node-gpu') as Tfjs);
}

/** tfjs-node still calls two functions that Node 23 took out of `node:util`. */
function restoreRemovedUtilities(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
