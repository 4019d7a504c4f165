import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('setup')
    .description(
      'download and build TensorFlow without training, e.g. on a login node or before going offline',
    )
    .addHelpText('after', '\nExamples:\n  dropin setup\n  dropin setup --device gpu')
    .action(async () => {
      const { setupCommand } = await import('./setup.js');
      await setupCommand(program.opts<{ device?: string }>().device);
    });
}
