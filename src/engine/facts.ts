import type { Device } from '../common/device.js';
import { loadTfjs, nodeBackend } from './tfjs.js';

/** The version of TensorFlow that programs run on, and its device. */
export interface TensorflowFacts {
  readonly tensorflow: string;
  readonly tfjsNode: string;
  readonly device: Device;
}

/** Asks TensorFlow for its version and device; loads it if necessary. */
export function tensorflowFacts(): TensorflowFacts {
  const tf = loadTfjs();
  const backend = nodeBackend(tf);
  return {
    tensorflow: backend.binding.TF_Version,
    tfjsNode: tf.version['tfjs-node'],
    device: backend.isUsingGpuDevice ? 'gpu' : 'cpu',
  };
}
