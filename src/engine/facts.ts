import { loadTfjs } from './tfjs.js';

/** The TensorFlow that programs run on. */
export interface TensorflowFacts {
  readonly tensorflow: string;
  readonly tfjsNode: string;
  readonly device: 'cpu' | 'gpu';
}

/** Loads TensorFlow, unless it is loaded, and asks it. */
export async function tensorflowFacts(): Promise<TensorflowFacts> {
  const tf = await loadTfjs();
  const backend = tf.backend() as unknown as { binding: { TF_Version: string }; isUsingGpuDevice: boolean };
  return {
    tensorflow: backend.binding.TF_Version,
    tfjsNode: tf.version['tfjs-node'],
    device: backend.isUsingGpuDevice ? 'gpu' : 'cpu',
  };
}
