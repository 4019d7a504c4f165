import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/common/paths.js';
import { onDevice } from '../../../src/engine/on-device.js';
import { compile } from '../../../src/graph/compile.js';
import { savedModel } from '../../../src/graph/saved-model.js';
import { loadExperiment } from '../../../src/network/load.js';

const VERSION = '2.21.0';
const python = process.env.PYTHON ?? 'python3';
const probe = spawnSync(python, ['-c', 'import tensorflow; print(tensorflow.__version__)'], {
  encoding: 'utf8',
});
const lacks = probe.status !== 0 || probe.stdout.trim() !== VERSION;
const reason = lacks ? ` (skipped: ${python} lacks tensorflow ${VERSION})` : '';

const folder = mkdtempSync(join(tmpdir(), 'dropin-layout-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What TensorFlow's layout optimizer makes of a step of VGG16 on a virtual GPU. */
function laidOut(form: 'cpu' | 'gpu', signature: 'train' | 'train_deep'): unknown {
  const { network, spec } = loadExperiment(join(PACKAGE_ROOT, 'configs/vgg16.yaml'), {});
  writeFileSync(join(folder, 'saved_model.pb'), savedModel(onDevice(compile(network, spec), form)));
  const args = ['scripts/consumers/count_transposes.py', folder, signature];
  const { stdout, stderr } = spawnSync(python, args, { cwd: PACKAGE_ROOT, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

it.skipIf(lacks)(
  `a ramp step of VGG16 on a GPU moves about as much between layouts as a deep step${reason}`,
  () => {
    const counts = { before: 0, nchw: 74 };
    expect(laidOut('cpu', 'train'), 'on rows').toEqual({ ...counts, after: 57, bytes: 37_117_796_384 });
    expect(laidOut('gpu', 'train'), 'on images').toEqual({ ...counts, after: 28, bytes: 397_075_616 });
    expect(laidOut('gpu', 'train_deep')).toEqual({ ...counts, after: 4, bytes: 359_661_568 });
  },
);
