import type { Command } from 'commander';
import { resultsOption } from '../../results-option.js';

export function register(program: Command): void {
  program
    .command('plot')
    .description('test accuracy of runs over the iterations, in the terminal or as a picture')
    .argument('<runs...>', 'names of runs as dropin runs lists them, or their folders')
    .addOption(resultsOption())
    .option('--out <file>', 'picture to write, .svg or .png')
    .addHelpText(
      'after',
      `
Examples:
  dropin plot lenet10
  dropin plot results/lenet10 results/lenet10-plain --out curves.png`,
    )
    .action(async (names: readonly string[], options: { results: string; out?: string }) => {
      const { plotCommand } = await import('./plot.js');
      process.stdout.write(await plotCommand(names, options));
    });
}
