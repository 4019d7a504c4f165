import { tensorflowFacts, type TensorflowFacts } from './facts.js';
import { loadTfjs } from './tfjs.js';

/** Loads TensorFlow, adds two numbers, and says which TensorFlow did it; throws where any of that fails. */
export async function probeTensorflow(): Promise<TensorflowFacts> {
  const tf = loadTfjs();
  const sum = tf.add(tf.scalar(1), tf.scalar(2));
  const [value] = await sum.data();
  sum.dispose();
  if (value !== 3) throw new Error(`TensorFlow adds 1 and 2 to ${String(value)}`);
  return tensorflowFacts();
}
