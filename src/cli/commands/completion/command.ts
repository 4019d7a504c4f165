import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from './shells.js';

export function register(program: Command): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', '\nExample:\n  source <(dropin completion bash)')
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./script.js');
      process.stdout.write(completionScript(program, shell));
    });
}
