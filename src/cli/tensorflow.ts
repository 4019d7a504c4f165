import type { Command } from 'commander';
import { DropinError } from '../common/errors.js';
import type { ExitCode } from '../common/exit-codes.js';

const users = new WeakMap<Command, (options: Record<string, unknown>) => boolean>();

/**
 * Marks a command as one that computes: TensorFlow is set up before it starts.
 *
 * @param when Whether it computes with these options.
 */
export function usesTensorflow(
  command: Command,
  when: (options: Record<string, unknown>) => boolean = () => true,
): Command {
  users.set(command, when);
  return command;
}

/** Does a command compute, with the options that it was given? */
export function computes(command: Command): boolean {
  return users.get(command)?.(command.opts()) === true;
}

/** Sets up TensorFlow for a command that is about to start, if it needs it. Later code and children see the device. */
export async function prepareTensorflow(program: Command, command: Command): Promise<void> {
  if (!computes(command)) return;
  const { chooseDevice, expectDevice } = await import('#setup/device.js');
  await reportingSetup(async () => {
    const device = chooseDevice(program.opts<{ device?: string }>().device);
    expectDevice(device);
    await setUpTensorflow(device);
  });
}

/** Sets up TensorFlow where it is missing or damaged. */
export async function setUpTensorflow(device: 'cpu' | 'gpu'): Promise<void> {
  const { makeTensorflowReady } = await import('#setup/ready.js');
  await makeTensorflowReady(device);
  process.env.DROPIN_DEVICE = device;
}

/** Turns a failure of the set-up into one of the program. */
export async function reportingSetup<T>(work: () => Promise<T>): Promise<T> {
  const { SetupError } = await import('#setup/errors.js');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw new DropinError(`dropin: ${error.message}`, error.exitCode as ExitCode, { cause: error });
  }
}
