import { Option, type Command } from 'commander';
import type { CheckpointOptions } from '../library/checkpoint-options.js';
import { whole } from './spec-options.js';

/** What `addCheckpointOptions` parses. */
export type ChosenCheckpoint = Pick<CheckpointOptions, 'checkpoint' | 'iteration'>;

/** Adds the options that choose a checkpoint of a run. */
export function addCheckpointOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--checkpoint <which>', 'newest, or best: that of the highest test accuracy')
        .choices(['newest', 'best'])
        .default('newest')
        .conflicts('iteration'),
    )
    .addOption(new Option('--iteration <n>', 'the checkpoint of this iteration instead').argParser(whole));
}
