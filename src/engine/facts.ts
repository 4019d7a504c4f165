import { loadTfjs } from './tfjs.js';

/** The TensorFlow that programs run on. */
export interface TensorflowFacts {
  readonly tensorflow: string;
  readonly tfjsNode: string;
  readonly device: 'cpu' | 'gpu';
}

/** Loads TensorFlow, unless it is loaded, and asks it. */
export function tensorflowFacts(): TensorflowFacts {
  const tf = loadTfjs();
  const backend = tf.backend() as unknown as { binding: { TF_Version: string }; isUsingGpuDevice: boolean };
  return {
    tensorflow: backend.binding.TF_Version,
    tfjsNode: tf.version['tfjs-node'],
    device: backend.isUsingGpuDevice ? 'gpu' : 'cpu',
  };
}
