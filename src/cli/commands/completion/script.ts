import type { Command } from 'commander';
import { bash } from './bash.js';
import { completedCommands } from './candidates.js';
import { fish } from './fish.js';
import type { Shell } from './shells.js';
import { zsh } from './zsh.js';

const WRITERS = { bash, zsh, fish } as const;

/** The completion script of a shell: commands, options, values of options, and fixed arguments. */
export function completionScript(program: Command, shell: Shell): string {
  return WRITERS[shell](completedCommands(program));
}
