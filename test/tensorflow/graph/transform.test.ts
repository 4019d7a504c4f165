import { expect, it } from 'vitest';
import { openSession } from '../../../src/engine/session.js';
import { viewOf, writeView } from '../../../src/data/crop.js';
import { allocateViews, fillBoxes, randomViewer } from '../../../src/data/views.js';
import { Graph } from '../../../src/graph/graph.js';
import { declareMean, negativeMean, setMeanSignature } from '../../../src/graph/mean.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { decodeImages, transformImages } from '../../../src/graph/transform.js';
import { transformSchema } from '../../../src/spec/schema/transform.js';

const stored = [9, 11, 3] as const;
const size = 9 * 11 * 3;
const mean = { shape: stored, values: Float32Array.from({ length: size }, (_, index) => index / 2) };
const pixels = Uint8Array.from({ length: size }, (_, index) => (index * 37) % 251);

/** Caffe's DataTransformer in plain loops: crop the image and the mean at the same position, subtract, mirror, scale. */
function expected(top: number, left: number, mirror: boolean, crop: number, scale: number): number[] {
  const values: number[] = [];
  for (let row = 0; row < crop; row++) {
    for (let column = 0; column < crop; column++) {
      const from = left + (mirror ? crop - 1 - column : column);
      for (let channel = 0; channel < 3; channel++) {
        const index = ((top + row) * 11 + from) * 3 + channel;
        values.push((pixels[index]! - mean.values[index]!) * scale);
      }
    }
  }
  return values;
}

it('crops the mean image like each image before subtracting it, as in Caffe', async () => {
  const count = 24;
  const transform = transformSchema.parse({ mean: 'image', crop: 5, mirror: true, scale: 0.5 });
  const viewer = randomViewer(stored, transform, 3);
  const views = allocateViews(count, viewer.shape);
  viewer.fill(0, count, views);
  const images = new Uint8Array(count * 75);
  const boxes = new Float32Array(count * 4);
  fillBoxes(views, stored, count, boxes);
  for (let slot = 0; slot < count; slot++) {
    const view = viewOf(views, slot);
    writeView({ pixels, stored, view, shape: viewer.shape, into: images, offset: slot * 75 });
  }

  const graph = new Graph();
  const inputs = {
    images: placeholder(graph, 'images', 'string', []),
    labels: placeholder(graph, 'labels', 'int32', [-1]),
    boxes: placeholder(graph, 'boxes', 'float32', [-1, 4]),
  };
  const variable = declareMean(graph, { imageShape: stored }, transform)!;
  const decoded = decodeImages(graph, inputs, [-1, ...viewer.shape]);
  const result = transformImages(graph, decoded, { settings: transform, mean: variable });
  const run = { inputs, outputs: { result } };
  const signatures = { run, set_mean: setMeanSignature(graph, variable) };
  const session = await openSession({ graph, signatures });
  session.run('set_mean', { negative_mean: negativeMean(mean, variable) });
  const found = session.run('run', { images, labels: new Int32Array(count), boxes });
  session.dispose();
  for (let slot = 0; slot < count; slot++) {
    expect([...found.subarray(slot * 75, (slot + 1) * 75)]).toEqual(
      expected(views.top[slot]!, views.left[slot]!, views.mirror[slot] === 1, 5, 0.5),
    );
  }
  expect(new Set(views.mirror).size).toBe(2);
});
