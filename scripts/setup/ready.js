import { SetupError } from './errors.js';
import { buildReady, dependenciesReady, isCheckout } from './stamps.js';

/**
 * Sets up what the checkout lacks: the npm packages and the compiled program. Takes milliseconds if nothing is missing. A
 * package installed by npm lacks nothing.
 * @param {{ tools?: boolean }} [needs] tools: whether the tools of `npm test` are needed too
 */
export async function makeCheckoutReady({ tools = false } = {}) {
  if (!isCheckout() || (dependenciesReady(tools) && buildReady())) return;
  const { setUpCheckout } = await import('./index.js');
  await setUpCheckout(tools);
}

/**
 * Sets up TensorFlow for a device if it is missing or damaged.
 * @param {import('./manifest.js').Device} device
 */
export async function makeTensorflowReady(device) {
  const { tensorflowReady } = await import('./installed.js');
  if (tensorflowReady(device)) return;
  const { setUpTensorflow } = await import('./index.js');
  await setUpTensorflow(device);
}

/**
 * Sets up the checkout and TensorFlow, for scripts that train.
 * @param {import('./manifest.js').Device} device
 */
export async function makeReady(device) {
  await makeCheckoutReady();
  await makeTensorflowReady(device);
}

/** Prints a `SetupError`; rethrows other errors. @param {unknown} error @returns {number} the exit code */
export function reportSetupFailure(error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`dropin: ${error.message}\n`);
  return error.exitCode;
}
