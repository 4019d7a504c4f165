import { writeFile } from 'node:fs/promises';
import type { TFSavedModel } from '@tensorflow/tfjs-node-gpu/dist/saved_model.js';
import type { CompiledGraph } from '../graph/compiled.js';
import { Graph } from '../graph/graph.js';
import { savedModel, servingTag } from '../graph/saved-model.js';
import { tensorflowFacts } from './facts.js';
import { onDevice } from './narrow.js';
import { tempFolder, type TempFolder } from './temp-folder.js';
import { loadTfjs, type Tfjs } from './tfjs.js';

/** A string (as text or raw bytes), or float32 or int32 numbers. The signature gives the shape; one dimension may be −1. */
export type Feed = string | Uint8Array | Float32Array | Int32Array;

/** A loaded SavedModel. Its signatures share one TensorFlow session and its variables. */
export interface Session<Name extends string> {
  /**
   * Runs a signature and returns the elements of its only output.
   *
   * @throws TensorFlow's error.
   */
  run(signature: Name, feeds: Readonly<Record<string, Feed>>): Float32Array | Int32Array;
  dispose(): void;
}

/** Loads a graph into TensorFlow by way of a temporary file. */
export async function openSession<Name extends string>(
  compiled: CompiledGraph<Name>,
): Promise<Session<Name>> {
  const folder = tempFolder('saved_model.pb');
  try {
    return await loadSession(folder, onDevice(compiled, tensorflowFacts().device));
  } finally {
    folder.remove();
  }
}

async function loadSession<Name extends string>(
  folder: TempFolder,
  { graph, signatures }: CompiledGraph<Name>,
): Promise<Session<Name>> {
  const tf = loadTfjs();
  const models = new Map<string, TFSavedModel>();
  await writeModel(folder.file, graph, signatures);
  for (const name of Object.keys(signatures)) {
    models.set(name, await tf.node.loadSavedModel(folder.path, [servingTag], name));
    // tfjs reads the file for every signature, but TensorFlow reads the graph only once, so it is left out from here on.
    if (models.size === 1) await writeModel(folder.file, new Graph(), signatures);
  }
  return {
    run(name, feeds) {
      const inputs: Record<string, ReturnType<typeof feedTensor>> = {};
      for (const [input, { shape }] of Object.entries(signatures[name].inputs)) {
        inputs[input] = feedTensor(tf, feeds[input]!, shape);
      }
      try {
        return fetchOnly(models.get(name)!.predict(inputs) as Record<string, ReturnType<typeof feedTensor>>);
      } finally {
        for (const tensor of Object.values(inputs)) tensor.dispose();
      }
    },
    dispose() {
      for (const model of models.values()) model.dispose();
    },
  };
}

async function writeModel(
  file: string,
  graph: Graph,
  signatures: CompiledGraph<string>['signatures'],
): Promise<void> {
  await writeFile(file, savedModel({ graph, signatures }));
}

function feedTensor(tf: Tfjs, feed: Feed, shape: readonly number[]) {
  if (typeof feed === 'string') return tf.tensor([new TextEncoder().encode(feed)], [], 'string');
  if (feed instanceof Uint8Array) return tf.tensor([feed], [], 'string');
  const known = shape.reduce((product, dim) => (dim < 0 ? product : product * dim), 1);
  const dims = shape.map((dim) => (dim < 0 ? feed.length / known : dim));
  return tf.tensor(feed, dims, feed instanceof Float32Array ? 'float32' : 'int32');
}

function fetchOnly(outputs: Record<string, ReturnType<typeof feedTensor>>): Float32Array | Int32Array {
  const [output] = Object.values(outputs);
  if (!output) throw new Error('a signature has no output');
  const values = output.dataSync();
  output.dispose();
  return values as Float32Array | Int32Array;
}
