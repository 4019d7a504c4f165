import type { Command } from 'commander';
import { DropinError } from '../common/errors.js';

const users = new WeakMap<Command, (options: Record<string, unknown>) => boolean>();

/**
 * Marks a command as one that computes: TensorFlow is set up before it starts.
 *
 * @param when Whether the command computes with these options.
 */
export function usesTensorflow(
  command: Command,
  when: (options: Record<string, unknown>) => boolean = () => true,
): Command {
  users.set(command, when);
  return command;
}

/** Whether a command computes, with the options given. */
export function computes(command: Command): boolean {
  return users.get(command)?.(command.opts()) === true;
}

/** Sets up TensorFlow before a command starts, if the command needs it. Exports the device to later code and child processes. */
export async function prepareTensorflow(program: Command, command: Command): Promise<void> {
  if (!computes(command)) return;
  const { chooseDevice, expectDevice } = await import('#setup/device.js');
  await reportingSetup(async () => {
    const device = chooseDevice(program.opts<{ device?: string }>().device);
    expectDevice(device);
    await setUpTensorflow(device);
  });
}

/** Sets up TensorFlow if it is missing or damaged. */
export async function setUpTensorflow(device: 'cpu' | 'gpu'): Promise<void> {
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
