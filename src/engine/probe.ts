import { tensorflowFacts, type TensorflowFacts } from './facts.js';
import { loadTfjs } from './tfjs.js';

/**
 * Loads TensorFlow and runs a convolution. On a GPU a convolution needs cuDNN and kernels compiled for that GPU; adding
 * numbers would not test them.
 *
 * @returns The version and device of the TensorFlow that ran it.
 * @throws {Error} if any of this fails.
 */
export function probeTensorflow(): TensorflowFacts {
  const tf = loadTfjs();
  const values = tf.tidy(() => {
    const images = tf.ones([2, 5, 5, 3]).as4D(2, 5, 5, 3);
    const filters = tf.fill([3, 3, 3, 4], 0.5).as4D(3, 3, 3, 4);
    return tf.conv2d(images, filters, 1, 'valid').dataSync();
  });
  // 3·3·3 products of 1 and 0.5; every partial sum is exact in float32, bfloat16 and TF32.
  if (values.length !== 2 * 3 * 3 * 4 || values.some((value) => value !== 13.5))
    throw new Error(`TensorFlow’s convolution of ones: expected 13.5, found ${String(values[0])}`);
  return tensorflowFacts();
}
