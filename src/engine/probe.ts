import { loadTfjs } from './tfjs.js';

/** What a working TensorFlow says of itself. */
export interface TensorflowProbe {
  readonly tensorflowVersion: string;
  readonly gpu: boolean;
}

/** Loads TensorFlow, adds two numbers, and says which TensorFlow did it; throws where any of that fails. */
export async function probeTensorflow(): Promise<TensorflowProbe> {
  const tf = await loadTfjs();
  const backend = tf.backend() as unknown as {
    binding: { TF_Version: string };
    isUsingGpuDevice: boolean;
  };
  const sum = tf.add(tf.scalar(1), tf.scalar(2));
  const [value] = await sum.data();
  sum.dispose();
  if (value !== 3) throw new Error(`TensorFlow adds 1 and 2 to ${String(value)}`);
  return { tensorflowVersion: backend.binding.TF_Version, gpu: backend.isUsingGpuDevice };
}
