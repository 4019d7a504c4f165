import type { Device } from '../common/device.js';
import { DropinError } from '../common/errors.js';
import { useThreads } from '../common/threads.js';

/** Where and how TensorFlow computes. */
export interface ComputeOptions {
  /** By default DROPIN_DEVICE, or `gpu` if an NVIDIA GPU is available. The first call decides for the whole process. */
  readonly device?: Device | undefined;
  /** Threads of TensorFlow's operations, and threads that decode images; by default all. The first call decides for the whole process. */
  readonly threads?: number | undefined;
}

/**
 * Sets up TensorFlow if it is missing or damaged, and makes later calls and child processes use the device.
 *
 * @throws {DropinError} exit code 4, if it cannot be set up or there is no such device.
 */
export async function ensureTensorflow({ device: asked, threads }: ComputeOptions = {}): Promise<void> {
  useThreads(threads);
  const { chooseDevice, expectDevice } = await import('#setup/device.js');
  await reportingSetup(async () => {
    const device = chooseDevice(asked);
    expectDevice(device);
    await setUpTensorflow(device);
  });
}

/** Sets up TensorFlow for a device, which this machine need not have, if it is missing or damaged. */
export async function setUpTensorflow(device: Device): Promise<void> {
  const { makeTensorflowReady } = await import('#setup/ready.js');
  await makeTensorflowReady(device);
  process.env.DROPIN_DEVICE = device;
}

/** Converts a set-up failure to a DropinError. */
export async function reportingSetup<T>(work: () => Promise<T>): Promise<T> {
  const { SetupError } = await import('#setup/errors.js');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw new DropinError(`dropin: ${error.message}`, error.exitCode, { cause: error });
  }
}
