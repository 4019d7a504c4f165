import type { Command } from 'commander';
import type { Device } from '../common/device.js';

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

/** Sets up TensorFlow before a command starts, if the command needs it. */
export async function prepareTensorflow(program: Command, command: Command): Promise<void> {
  if (!computes(command)) return;
  const { ensureTensorflow } = await import('../library/tensorflow.js');
  await ensureTensorflow({ device: program.opts<{ device?: Device }>().device });
}
