import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type tensorflow from '@tensorflow/tfjs-node-gpu';
import type { Tensor } from '@tensorflow/tfjs-node-gpu';
import { chooseDevice } from '#setup/device.js';
import {
  TFJS,
  bindingFile,
  devicesFile,
  stderrFile,
  tensorflowFolder,
  tensorflowReady,
} from '#setup/installed.js';
import type { Device } from '../common/device.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { SolverSpec } from '../spec/schema/solver.js';
import { prepareCpuDevices } from './cpu-devices.js';
import { onlyFirst } from './gpus.js';
import { quietly } from './quiet.js';
import { reasonsFrom } from './reasons.js';

export type Tfjs = typeof tensorflow;

/** What tfjs-node has besides its documented functions. */
interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    readonly TF_Version: string;
    readonly TF_UINT8: number;
    /** Returns the number by which the binding knows the tensor. */
    createTensor(shape: readonly number[], dtype: number, values: Uint8Array): number;
  };
  /** Wraps a tensor of the binding. tfjs calls it int32 if it is of uint8. */
  createOutputTensor(info: { id: number; shape: number[]; dtype: number }): Tensor;
}

export function nodeBackend(tf: Tfjs): NodeBackend {
  return tf.backend() as unknown as NodeBackend;
}

const require = createRequire(import.meta.url);
let loaded: Tfjs | undefined;
let tf32 = false;
let gpus = 1;

/**
 * Loads TensorFlow for JavaScript on the device that DROPIN_DEVICE names. Loads it once; later calls return the same.
 *
 * @throws {DropinError} exit code 4, if TensorFlow is not set up or does not use that device.
 */
export function loadTfjs(): Tfjs {
  loaded ??= load(chooseDevice());
  return loaded;
}

/**
 * Prepares TensorFlow for a spec's precision, before it is loaded. A GPU may round the factors of float32 products to TF32, or,
 * by default, must not. (TensorFlow's own switch, on by default, can only be reached from C++ and Python. NVIDIA's libraries
 * read the variable that overrides it once.)
 *
 * @throws {DropinError} exit code 1, if TensorFlow is already loaded on a GPU with the other choice.
 */
export function usePrecision(precision: SolverSpec['precision']): void {
  const allowed = precision === 'tf32';
  if (loaded !== undefined && tf32 !== allowed && nodeBackend(loaded).isUsingGpuDevice)
    throw new DropinError(
      `solver.precision: TensorFlow already computes with${tf32 ? '' : 'out'} TF32 in this process: train in another process`,
    );
  tf32 = allowed;
  // TensorFlow logs an error if oneDNN has no kernels for the processor. The run says so itself.
  if (precision === 'bfloat16') process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
}

/** Sets how many GPUs TensorFlow uses, before it is loaded; 1 by default. */
export function useGpus(count: number): void {
  gpus = count;
}

function load(device: Device): Tfjs {
  if (!tensorflowReady(device))
    throw new DropinError('TensorFlow is not set up, or was changed: run `dropin setup`', EXIT.TENSORFLOW);
  prepareEnvironment(device);
  restoreRemovedUtilities();
  if (device === 'cpu') prepareCpuDevices(devicesFile(device));
  loadBindingFrom(bindingFile(device));
  const tf = quietly(stderrFile(device), () => require(TFJS) as Tfjs);
  expectLibrary(device);
  expectDevice(tf, device);
  return tf;
}

/** Sets the variables that TensorFlow reads when its library is loaded, unless the user has set them. */
function prepareEnvironment(device: Device): void {
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (device === 'cpu') return;
  const visible = onlyFirst(gpus);
  if (visible !== undefined) process.env.CUDA_VISIBLE_DEVICES = visible;
  // By default, each process allocates all memory of every GPU.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // By default, cuDNN picks its kernels by timing them, and the order of sums varies.
  process.env.TF_DETERMINISTIC_OPS ??= '1';
  process.env.NVIDIA_TF32_OVERRIDE = tf32 ? '1' : '0';
}

/** tfjs-node still calls two functions that Node 23 removed from `node:util`. */
function restoreRemovedUtilities(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/**
 * tfjs-node asks node-pre-gyp for the path of its binding, which would be in the package's own folder. This replaces
 * node-pre-gyp by a stub that returns our path. So the package stays as npm installed it, and runs on different devices may
 * start at the same time.
 */
function loadBindingFrom(binding: string): void {
  const path = createRequire(require.resolve(`${TFJS}/package.json`)).resolve('@mapbox/node-pre-gyp');
  const stub = { id: path, filename: path, loaded: true, exports: { find: () => binding } };
  require.cache[path] = stub as unknown as NodeJS.Module;
}

/** LD_PRELOAD, or a library loaded earlier, may replace our TensorFlow by another one. */
function expectLibrary(device: Device): void {
  if (process.platform !== 'linux') return;
  const mapped = /\S*\/libtensorflow_cc\.so\S*/.exec(readFileSync('/proc/self/maps', 'utf8'))?.[0];
  const folder = tensorflowFolder(device);
  if (mapped === undefined || mapped.startsWith(`${folder}/`)) return;
  throw new DropinError(
    `TensorFlow was loaded from ${mapped} instead of ${folder}: check LD_PRELOAD`,
    EXIT.TENSORFLOW,
  );
}

function expectDevice(tf: Tfjs, device: Device): void {
  const { isUsingGpuDevice } = nodeBackend(tf);
  if (isUsingGpuDevice === (device === 'gpu')) return;
  const reasons = device === 'gpu' ? reasonsFrom(loadVerbosely(bindingFile(device))) : [];
  throw new DropinError(
    [
      `--device ${device}: TensorFlow uses the ${isUsingGpuDevice ? 'GPU' : 'CPU'} instead`,
      ...(reasons.length > 0 ? ['TensorFlow says:', ...reasons.map((line) => `  ${line}`)] : []),
      'fix that, or use --device cpu; `dropin doctor` shows the GPUs',
    ].join('\n'),
    EXIT.TENSORFLOW,
  );
}

/** What TensorFlow logs when it is loaded in a separate process with all logging. */
function loadVerbosely(binding: string): string {
  const { stderr } = spawnSync(process.execPath, ['-e', 'require(process.argv[1])', binding], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return stderr;
}
