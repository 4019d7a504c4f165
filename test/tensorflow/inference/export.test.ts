import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseNpy } from '../../../src/common/npy.js';
import { loadTfjs } from '../../../src/engine/tfjs.js';
import { openProgram, type Program } from '../../../src/engine/program.js';
import { compile } from '../../../src/graph/compile.js';
import { exportedFiles } from '../../../src/inference/export.js';
import { predict } from '../../../src/inference/predict.js';
import { loadTrained, type TrainedNetwork } from '../../../src/inference/trained.js';
import { writeFolder } from '../../../src/inference/write.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { copiedUnits } from '../../../src/network/dropin-schedule.js';
import { loadExperiment } from '../../../src/network/load.js';
import { runFolder } from '../../../src/run/folder.js';
import { dropin, workFolder } from '../../../scripts/reliability/processes.js';

const IMAGES = 32;
/** The network trained on the folder, with a DropIn that has ended at the end, but not at iteration 5. */
const SPEC = `
name: tiny
dataset: { name: imagefolder, root: data, image: [12, 12, 3] }
transform: { scale: 0.0125, mean: image, crop: 10, mirror: true }
dropin: { length: 10 }
stochastic_depth: { survival: 0.3 }
network:
  - block: { conv: c1, outputs: 6, kernel: 3, pad: 1, added: 1, added_kernel: 3, dropin: true, activation: relu }
  - pool: { type: max, kernel: 3, stride: 2 }
  - lrn: { size: 3, region: within_channel, alpha: 0.5 }
  - conv: { name: c2, outputs: 8, kernel: [3, 1], pad: [1, 0], groups: 2, batch_norm: true, activation: gelu }
  - batch_norm: { name: n2, affine: false }
  - conv: { name: c3, outputs: 8, kernel: 3, pad: 2, dilation: 2, groups: 8, activation: gelu_tanh }
  - add: { name: s2, inputs: [n2, c2, n2] }
  - concat: { inputs: [s2, c3] }
  - block: { conv: c4, outputs: 4, kernel: 3, pad: 1, residual: true, activation: relu }
  - block: { conv: c5, outputs: 16, kernel: 1, added: 1, dropin: false, highway: true, activation: relu }
  - pool: { type: average, kernel: 3, stride: 2 }
  - rnn: { cell: lstm, units: 5 }
  - rnn: { units: 4 }
  - rnn: { cell: gru, units: 6, output: last }
  - fc: { name: f3, outputs: 7, batch_norm: true, activation: leaky_relu }
  - activation: { type: elu }
  - dropout: { ratio: 0.5 }
  - fc: { name: f4, outputs: 3 }
solver: { iterations: 12, batch: 8, base_lr: 0.01 }
test: { interval: 12, batch: 8 }
checkpoint: { interval: 5, keep: 9 }
`;

let folder: string;
let files: string[];

/** 3 classes of smooth noise, each around another colour. */
async function writeImages(): Promise<void> {
  for (const [number, name] of ['ant', 'bee', 'cat'].entries())
    for (const half of ['train', 'test']) {
      mkdirSync(join(folder, 'data', half, name), { recursive: true });
      for (let image = 0; image < 12; image++) {
        const pixels = Uint8Array.from(
          { length: 12 * 12 * 3 },
          (_, i) => ((i * 37 + image * 91 + number * 53) % 97) + (i % 3 === number ? 120 : 40),
        );
        const path = join(folder, 'data', half, name, `${image}.png`);
        await sharp(pixels, { raw: { width: 12, height: 12, channels: 3 } })
          .png()
          .toFile(path);
        if (half === 'test' && files.length < IMAGES) files.push(path);
      }
    }
}

beforeAll(async () => {
  folder = workFolder();
  files = [];
  await writeImages();
  writeFileSync(join(folder, 'tiny.yaml'), SPEC);
  const { code, stderr } = await dropin(folder, 'run', 'tiny.yaml', '--out', 'run', '--quiet');
  expect(code, stderr).toBe(0);
});

function trained(iteration: number): Promise<TrainedNetwork> {
  return loadTrained(runFolder(join(folder, 'run')), iteration, () => undefined);
}

/** Logits and probabilities of a SavedModel, in TensorFlow's own loader. */
async function serve(path: string, pixels: Uint8Array): Promise<Record<string, number[]>> {
  const tf = loadTfjs();
  const model = await tf.node.loadSavedModel(path, ['serve'], 'serving_default');
  const images = tf.tensor4d(pixels, [pixels.length / 432, 12, 12, 3], 'int32');
  const outputs = model.predict({ images }) as Record<string, { dataSync(): Float32Array }>;
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, [...output.dataSync()]]));
}

async function pixelsOf(paths: readonly string[]): Promise<Uint8Array> {
  return Buffer.concat(await Promise.all(paths.map((path) => sharp(path).raw().toBuffer())));
}

/** Sum of the losses of the test images, all of class 0, as dropin eval computes it. */
function evalLoss(program: Program, pixels: Uint8Array, copied: readonly number[]): number {
  const count = pixels.length / 432;
  const cut = new Uint8Array(count * 300);
  for (let image = 0; image < count; image++)
    for (let row = 0; row < 10; row++) {
      const from = image * 432 + ((row + 1) * 12 + 1) * 3;
      cut.set(pixels.subarray(from, from + 30), image * 300 + row * 30);
    }
  const boxes = Float32Array.from({ length: count * 4 }, (_, i) => (i % 4 < 2 ? 1 / 11 : 10 / 11));
  return program.evaluate({ images: cut, labels: new Int32Array(count), boxes }, copied).lossSum;
}

describe.each([
  ['while a DropIn copies', 5, 1],
  ['once it has ended', 12, 0],
])('an export %s', (_case, iteration, dropIns) => {
  it('gives the predictions of dropin predict and the loss of dropin eval when loaded by TensorFlow', async () => {
    const network = await trained(iteration);
    expect(network.frozen.copied.size).toBe(dropIns);
    const out = join(folder, `saved-${iteration}`);
    await writeFolder(out, exportedFiles(network, 'savedmodel'));
    const pixels = await pixelsOf(files);
    const { logits, probabilities } = await serve(out, pixels);
    const ours = await predict(network, files);
    const largest = (a: readonly number[], b: readonly number[]) =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
    expect(
      largest(
        logits!,
        ours.flatMap((each) => each.logits),
      ),
    ).toBeLessThan(1e-5);
    expect(
      largest(
        probabilities!,
        ours.flatMap((each) => each.probabilities),
      ),
    ).toBeLessThan(1e-6);

    const experiment = loadExperiment(join(folder, 'tiny.yaml'), { set: [`dataset.root=${folder}/data`] });
    const program = await openProgram(compile(experiment.network, experiment.spec));
    try {
      program.setMean(network.input.mean!);
      program.restore(join(folder, `run/checkpoints/iteration-${String(iteration).padStart(8, '0')}/model`));
      const copied = scheduledLayers(experiment.network).map((layer) =>
        copiedUnits(iteration, layer, layer.units),
      );
      const loss = ours.reduce((sum, each) => sum - Math.log(each.probabilities[0]!), 0);
      expect(Math.abs(evalLoss(program, pixels, copied) - loss)).toBeLessThan(1e-4);
    } finally {
      program.dispose();
    }
  });
});

it('dropin eval writes class names and files with its predictions, which equal those of dropin predict', async () => {
  const args = ['--iteration', '5', '--predictions', 'predictions.csv'];
  const { code, stdout, stderr } = await dropin(folder, 'eval', 'run', ...args);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^0 ant +12 /m);
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, 'predictions.csv')), {
    columns: true,
  });
  expect(rows).toHaveLength(36);
  const network = await trained(5);
  const ours = await predict(
    network,
    rows.map(({ file }) => join(folder, 'data', file!)),
  );
  for (const [i, { probabilities }] of ours.entries()) {
    const row = rows[i]!;
    const predicted = network.input.classes.indexOf(row.predicted_class!);
    expect(row.true_class).toBe(row.file!.split('/')[1]);
    expect(Math.max(...probabilities)).toBe(probabilities[predicted]);
    expect(Number(row.probability_1)).toBeCloseTo(probabilities[predicted]!, 5);
  }
});

it('stores the checkpoint’s weights and the mean by name in the npz', async () => {
  const network = await trained(12);
  const arrays = unzipSync(exportedFiles(network, 'npz')['model.npz'] as Uint8Array);
  expect(
    Object.entries(arrays).map(([name, bytes]) => `${name} [${parseNpy(bytes).shape.join(', ')}]`),
  ).toEqual([
    'c1_1/weights.npy [3, 3, 3, 6]',
    'c1_1/biases.npy [6]',
    'c1_2/weights.npy [3, 3, 6, 6]',
    'c1_2/biases.npy [6]',
    'c2/weights.npy [3, 1, 3, 8]',
    'c2/biases.npy [8]',
    'c2/batch_norm/scale.npy [8]',
    'c2/batch_norm/offset.npy [8]',
    'c3/weights.npy [3, 3, 1, 8]',
    'c3/biases.npy [8]',
    'c4_1a/weights.npy [3, 3, 16, 4]',
    'c4_1a/biases.npy [4]',
    'c4_1b/weights.npy [3, 3, 4, 4]',
    'c4_1b/biases.npy [4]',
    'c4_1/projection/weights.npy [1, 1, 16, 4]',
    'c4_1/projection/biases.npy [4]',
    'c5_1/weights.npy [1, 1, 4, 16]',
    'c5_1/biases.npy [16]',
    'c5_2/weights.npy [3, 3, 16, 16]',
    'c5_2/biases.npy [16]',
    'c5_2_gate/weights.npy [3, 3, 16, 16]',
    'c5_2_gate/biases.npy [16]',
    'rnn1/weights.npy [32, 20]',
    'rnn1/recurrent_weights.npy [5, 20]',
    'rnn1/biases.npy [20]',
    'rnn2/weights.npy [5, 4]',
    'rnn2/recurrent_weights.npy [4, 4]',
    'rnn2/biases.npy [4]',
    'rnn3/weights.npy [4, 18]',
    'rnn3/recurrent_weights.npy [6, 18]',
    'rnn3/biases.npy [18]',
    'rnn3/recurrent_biases.npy [6]',
    'f3/weights.npy [6, 7]',
    'f3/biases.npy [7]',
    'f3/batch_norm/scale.npy [7]',
    'f3/batch_norm/offset.npy [7]',
    'f4/weights.npy [7, 3]',
    'f4/biases.npy [3]',
    'c2/batch_norm/running_mean.npy [8]',
    'c2/batch_norm/running_variance.npy [8]',
    'c2/batch_norm/running_weight.npy [1]',
    'n2/running_mean.npy [8]',
    'n2/running_variance.npy [8]',
    'n2/running_weight.npy [1]',
    'f3/batch_norm/running_mean.npy [7]',
    'f3/batch_norm/running_variance.npy [7]',
    'f3/batch_norm/running_weight.npy [1]',
    'input/mean.npy [12, 12, 3]',
  ]);
  expect(parseNpy(arrays['c2/biases.npy']!).values).toEqual(network.frozen.weights.get('c2/biases'));
});

it('needs neither the data set nor the spec of the run', async () => {
  const elsewhere = workFolder();
  execFileSync('cp', ['-r', join(folder, 'run'), join(elsewhere, 'run')]);
  writeFileSync(join(elsewhere, 'a.png'), readFileSync(files[0]!));
  const { code, stdout } = await dropin(elsewhere, 'predict', 'run', 'a.png', '--json');
  expect(code).toBe(0);
  const [found] = JSON.parse(stdout) as { file: string; classes: { name: string }[] }[];
  expect(found!.file).toBe('a.png');
  expect(found!.classes.map(({ name }) => name).sort()).toEqual(['ant', 'bee', 'cat']);
});

it('ends with 3 if images cannot be read, and names each of them', async () => {
  writeFileSync(join(folder, 'notes.png'), 'no image');
  const missing = await dropin(folder, 'predict', 'run', 'gone.png', 'data');
  expect([missing.code, missing.stderr]).toEqual([
    3,
    'data: gone.png does not exist\ndata: data is a folder: name image files\n',
  ]);
  const bad = await dropin(folder, 'predict', 'run', files[0]!, 'notes.png');
  expect([bad.code, bad.stderr]).toEqual([3, 'data: notes.png is not a JPEG or PNG image\n']);
});

it('ends with 2 before any work if there is no run or the folder is in use', async () => {
  const none = await dropin(folder, 'export', 'data');
  expect([none.code, none.stderr]).toEqual([2, 'data is not the folder of a run: it has no spec.yaml\n']);
  const taken = await dropin(folder, 'export', 'run', '--out', 'data');
  expect([taken.code, taken.stderr]).toEqual([
    2,
    'data exists but is not an export: name another folder with --out\n',
  ]);
});

const python = process.env.PYTHON ?? 'python3';
const consumers = 'import onnx, onnxruntime, PIL, numpy, tensorflow';
const lacks = spawnSync(python, ['-c', consumers]).status !== 0;
const reason = lacks ? ` (skipped: ${python} lacks one of ${consumers.slice('import '.length)})` : '';

it.skipIf(lacks)(`gives the same results in TensorFlow for Python, onnxruntime and NumPy${reason}`, () => {
  const script = 'scripts/consumers/check_export.py';
  const { status, stdout } = spawnSync(python, [script, join(folder, 'run'), ...files], { encoding: 'utf8' });
  expect(status, stdout).toBe(0);
});
