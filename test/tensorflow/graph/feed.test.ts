import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor as TfTensor } from '@tensorflow/tfjs-node-gpu';
import { expect, it } from 'vitest';
import { allocateBatch } from '../../../src/data/batch.js';
import { openSession } from '../../../src/engine/session.js';
import { loadTfjs } from '../../../src/engine/tfjs.js';
import type { CompiledGraph } from '../../../src/graph/compiled.js';
import { Graph } from '../../../src/graph/graph.js';
import { cast } from '../../../src/graph/ops/cast.js';
import { decodeRaw } from '../../../src/graph/ops/decode-raw.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { reshape } from '../../../src/graph/ops/reshape.js';
import { savedModel } from '../../../src/graph/saved-model.js';

/** Images of 3×5×3 bytes as numbers. */
function pixels(): CompiledGraph<'run'> {
  const graph = new Graph();
  const images = placeholder(graph, 'images', 'string', []);
  const result = cast(graph, reshape(graph, decodeRaw(graph, images), [-1, 3, 5, 3]), 'float32');
  return { graph, signatures: { run: { inputs: { images }, outputs: { result } } } };
}

/** The graph run as it is, fed with a string. */
async function fedAsString(bytes: Uint8Array): Promise<Float32Array> {
  const tf = loadTfjs();
  const folder = mkdtempSync(join(tmpdir(), 'dropin-feed-'));
  writeFileSync(join(folder, 'saved_model.pb'), savedModel(pixels()));
  const model = await tf.node.loadSavedModel(folder, ['serve'], 'run');
  rmSync(folder, { recursive: true });
  const outputs = model.predict({ images: tf.tensor([bytes], [], 'string') }) as Record<string, TfTensor>;
  return outputs.result!.dataSync() as Float32Array;
}

/** Every byte value, in an order without a period of 45. */
function filled<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 167 + (i >> 8)) % 256;
  return bytes;
}

it.each([
  ['three images, an odd number of bytes', () => allocateBatch(3, 45).images],
  ['four images', () => allocateBatch(4, 45).images],
  ['the first images of a batch', () => allocateBatch(9, 45).images.subarray(0, 7 * 45)],
  ['images at an odd address', () => new Uint8Array(6 * 45).subarray(45)],
  ['aligned memory', () => allocateBatch(30_001, 45).images],
])('%s arrive as from a string, to the bit', async (_what, allocate) => {
  const images = filled(allocate());
  const session = await openSession(pixels());
  const found = session.run('run', { images });
  session.dispose();
  expect(found.length).toBe(images.length);
  expect(Buffer.from(found.buffer).equals(Buffer.from((await fedAsString(images)).buffer))).toBe(true);
  expect(found.slice(-5)).toEqual(Float32Array.from(images.slice(-5)));
});

it('the same memory is read anew at each call', async () => {
  const { images } = allocateBatch(30_001, 45);
  const session = await openSession(pixels());
  const values = [1, 2].map((value) => {
    images.fill(value);
    return new Set(session.run('run', { images }));
  });
  session.dispose();
  expect(values).toEqual([new Set([1]), new Set([2])]);
});
