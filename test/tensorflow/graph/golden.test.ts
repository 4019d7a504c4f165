import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/common/shapes.js';
import {
  checkpointShapes,
  filled,
  readCheckpoint,
  writeCheckpoint,
  type Shapes,
} from './helpers/checkpoint.js';
import { folder, lenet, open } from './helpers/networks.js';
import { uniform } from './helpers/numbers.js';

/** The output of `scripts/golden/lenet10.py`. */
interface Golden {
  readonly batch: number;
  readonly scale: number;
  readonly learning_rate: number;
  readonly momentum: number;
  readonly weight_decay: number;
  readonly images: string;
  readonly labels: readonly number[];
  readonly shapes: Shapes;
  /** In the order of the .bin file. */
  readonly cases: readonly GoldenCase[];
}

interface GoldenCase {
  readonly p: string;
  readonly copied: { readonly conv1: number; readonly conv2: number };
  /** Losses of the steps, each before its update. */
  readonly losses: readonly number[];
  /** Of each array's changes in the .bin file. */
  readonly units: Readonly<Record<string, number>>;
}

const fixtures = join(import.meta.dirname, '../../fixtures/golden');
const golden = JSON.parse(readFileSync(join(fixtures, 'lenet10.json'), 'utf8')) as Golden;
const packed = gunzipSync(readFileSync(join(fixtures, 'lenet10.bin.gz')));
const changes = new Int16Array(packed.buffer, packed.byteOffset, packed.byteLength / 2);
const names = Object.keys(golden.shapes);
const sizes = names.map((name) => elementCount(golden.shapes[name]!));
const total = sizes.reduce((sum, size) => sum + size, 0);

/** The script's weights: ±√(6/fan_in), biases ±0.1. */
function initialWeights(name: string): Float32Array {
  const shape = golden.shapes[name]!;
  const bound = shape.length === 1 ? 0.1 : Math.sqrt(6 / elementCount(shape.slice(0, -1)));
  return uniform(elementCount(shape), bound, names.indexOf(name));
}

describe('two training steps of LeNet(10)+DropIn match PyTorch in double precision', () => {
  const solver = {
    iterations: 2,
    batch: golden.batch,
    base_lr: golden.learning_rate,
    momentum: golden.momentum,
    weight_decay: golden.weight_decay,
  };
  const built = lenet(4, { transform: { scale: golden.scale }, solver }, ', bias_decay_mult: 0');
  const shapes = checkpointShapes(built);

  it('the network has the same arrays as the golden one', () => {
    expect(Object.keys(shapes).filter((name) => !name.endsWith('/momentum'))).toEqual(names);
    for (const name of names) expect(shapes[name]).toEqual(golden.shapes[name]);
    expect(changes).toHaveLength(total * golden.cases.length);
  });

  it.each(golden.cases)('p = $p', async ({ p, copied, losses, units }) => {
    const prefix = join(folder(), 'checkpoint');
    await writeCheckpoint(
      prefix,
      shapes,
      filled(shapes, (name) => (name in golden.shapes ? initialWeights(name) : undefined)),
    );
    const program = await open(built);
    program.restore(prefix);
    const counts = program.dropIns.map((name) => (name.startsWith('dropin1') ? copied.conv1 : copied.conv2));
    const images = Buffer.from(golden.images, 'hex');
    const labels = Int32Array.from(golden.labels);
    losses.forEach((expected, step) => {
      const batch = {
        images: images.subarray((step * images.length) / 2, ((step + 1) * images.length) / 2),
        labels: labels.subarray(step * golden.batch, (step + 1) * golden.batch),
      };
      const scalars = { learningRate: golden.learning_rate, iteration: 0, copied: counts };
      expect(Math.abs(program.trainStep(batch, scalars).loss / expected - 1)).toBeLessThan(1e-4);
    });
    program.save(prefix);
    const after = await readCheckpoint(prefix, golden.shapes);
    let offset = golden.cases.findIndex((golden) => golden.p === p) * total;
    names.forEach((name, i) => {
      const before = initialWeights(name);
      const unit = units[name]!;
      const wrong: string[] = [];
      for (let index = 0; index < sizes[i]!; index++) {
        const change = changes[offset + index]! * unit;
        const expected = before[index]! + change;
        const found = after[name]![index]!;
        // The change has a tighter bound than the weight: 1/1000 of the array's largest change, and rounding.
        const tolerance = Math.min(Math.max(1e-6, 1e-4 * Math.abs(expected)), 32.767 * unit + 1e-7);
        if (!(Math.abs(found - expected) <= tolerance))
          wrong.push(`${name}[${index}] is ${found}, golden ${expected}, before ${before[index]!}`);
      }
      offset += sizes[i]!;
      expect(wrong.slice(0, 5), `${wrong.length} of ${sizes[i]!} wrong`).toEqual([]);
    });
  });
});
