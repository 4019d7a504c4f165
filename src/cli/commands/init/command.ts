import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('init')
    .description('write a commented spec to begin with')
    .argument('[file]', 'spec file to write', 'my-network.yaml')
    .option('--data <set>', 'mnist, cifar10, or a folder with images in train/CLASS and test/CLASS', 'mnist')
    .option('--force', 'replace a file that exists')
    .addHelpText('after', '\nExample:\n  dropin init flowers.yaml --data photos/flowers')
    .action(async (file: string, options: { data: string; force?: true }) => {
      const { initCommand } = await import('./init.js');
      initCommand(file, options);
    });
}
