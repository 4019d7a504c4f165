import { writeFile } from 'node:fs/promises';
import type { TFSavedModel } from '@tensorflow/tfjs-node-gpu/dist/saved_model.js';
import type { Device } from '../common/device.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { plural } from '../common/format.js';
import type { CompiledGraph, Signature } from '../graph/compiled.js';
import { Graph } from '../graph/graph.js';
import { savedModel, servingTag } from '../graph/saved-model.js';
import { tensorflowFacts } from './facts.js';
import { onDevice } from './on-device.js';
import { tempFolder, type TempFolder } from './temp-folder.js';
import { loadTfjs, nodeBackend, type Tfjs } from './tfjs.js';

/** A string, or bytes, float32 or int32 numbers. The signature gives the shape; one dimension may be −1. */
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
    const { device } = tensorflowFacts();
    return await loadSession(folder, onDevice(compiled, device), device);
  } finally {
    folder.remove();
  }
}

async function loadSession<Name extends string>(
  folder: TempFolder,
  { graph, signatures }: CompiledGraph<Name>,
  device: Device,
): Promise<Session<Name>> {
  const tf = loadTfjs();
  const models = new Map<string, TFSavedModel>();
  const declared = declaredAs(signatures);
  await writeFile(folder.file, savedModel({ graph, signatures: declared }, device));
  for (const name of Object.keys(signatures)) {
    const model = await tf.node.loadSavedModel(folder.path, [servingTag], name).catch((error: unknown) => {
      throw missingDevice(error) ?? error;
    });
    models.set(name, model);
    // tfjs reads the file for every signature, but TensorFlow reads the graph only once, so it is left out from here on.
    if (models.size === 1)
      await writeFile(folder.file, savedModel({ graph: new Graph(), signatures: declared }));
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

/**
 * The signatures as they are declared to tfjs, which copies the elements of an input of uint8 one by one: as int32. TensorFlow
 * itself goes by the types of the nodes.
 */
function declaredAs<Name extends string>(
  signatures: CompiledGraph<Name>['signatures'],
): CompiledGraph<Name>['signatures'] {
  const declared = Object.entries<Signature>(signatures).map(([name, { inputs, outputs }]) => {
    const mapped = Object.entries(inputs).map(([input, tensor]) => [
      input,
      tensor.dtype === 'uint8' ? { ...tensor, dtype: 'int32' } : tensor,
    ]);
    return [name, { inputs: Object.fromEntries(mapped) as Signature['inputs'], outputs }];
  });
  return Object.fromEntries(declared) as CompiledGraph<Name>['signatures'];
}

/**
 * Explains TensorFlow's message about a node on a device that does not exist; undefined for other errors. Exit code 4.
 *
 * `… was explicitly assigned to /device:GPU:2 but available devices are [ …/device:CPU:0, …/device:GPU:0 ].`
 */
export function missingDevice(error: unknown): DropinError | undefined {
  const text = error instanceof Error ? error.message : '';
  const [, kind = '', available] =
    /explicitly assigned to \S*device:([CG]PU):\d+ but available devices are \[(.*?)\]/.exec(text) ?? [];
  if (available === undefined) return undefined;
  const found = available.split(',').filter((name) => name.includes(`:${kind}:`)).length;
  return new DropinError(
    `TensorFlow has ${plural(found, kind)}, fewer than the run asks for: lower --gpus`,
    EXIT.TENSORFLOW,
    { cause: error },
  );
}

function feedTensor(tf: Tfjs, feed: Feed, shape: readonly number[]) {
  if (typeof feed === 'string') return tf.tensor([new TextEncoder().encode(feed)], [], 'string');
  const known = shape.reduce((product, dim) => (dim < 0 ? product : product * dim), 1);
  const dims = shape.map((dim) => (dim < 0 ? feed.length / known : dim));
  if (feed instanceof Uint8Array) return bytesTensor(tf, feed, dims);
  return tf.tensor(feed, dims, feed instanceof Float32Array ? 'float32' : 'int32');
}

/** A tensor of uint8, which tfjs has no type for. TensorFlow reads aligned bytes where they are, and copies others. */
function bytesTensor(tf: Tfjs, bytes: Uint8Array, shape: number[]) {
  const backend = nodeBackend(tf);
  const { TF_UINT8: dtype } = backend.binding;
  return backend.createOutputTensor({ id: backend.binding.createTensor(shape, dtype, bytes), shape, dtype });
}

function fetchOnly(outputs: Record<string, ReturnType<typeof feedTensor>>): Float32Array | Int32Array {
  const [output] = Object.values(outputs);
  if (!output) throw new Error('a signature has no output');
  const values = output.dataSync();
  output.dispose();
  return values as Float32Array | Int32Array;
}
