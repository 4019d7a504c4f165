import { SetupError } from './errors.js';
import { buildReady, dependenciesReady, isCheckout } from './stamps.js';

/**
 * Sets up what is missing of the checkout: the npm packages and the compiled program. When all is there, this takes
 * milliseconds; an installed package has all.
 * @param {{ tools?: boolean }} [needs] tools: those of `npm test` too
 */
export async function makeCheckoutReady({ tools = false } = {}) {
  if (!isCheckout() || (dependenciesReady(tools) && buildReady())) return;
  const { setUpCheckout } = await import('./index.js');
  await setUpCheckout(tools);
}

/**
 * Sets up what is missing of TensorFlow for a device, or is damaged.
 * @param {import('./manifest.js').Device} device
 */
export async function makeTensorflowReady(device) {
  const { tensorflowReady } = await import('./installed.js');
  if (tensorflowReady(device)) return;
  const { setUpTensorflow } = await import('./index.js');
  await setUpTensorflow(device);
}

/**
 * Both, for scripts that compute.
 * @param {import('./manifest.js').Device} device
 */
export async function makeReady(device) {
  await makeCheckoutReady();
  await makeTensorflowReady(device);
}

/** @param {unknown} error @returns {number} the exit code */
export function reportSetupFailure(error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`dropin: ${error.message}\n`);
  return error.exitCode;
}
