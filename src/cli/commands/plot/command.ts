import type { Command } from 'commander';
import { resultsOption } from '../../results-option.js';

export function register(program: Command): void {
  program
    .command('plot')
    .description('plot the test accuracy of runs over iterations, in the terminal or as an image')
    .argument('<runs...>', 'run names as listed by dropin runs, or run folders')
    .addOption(resultsOption())
    .option('--out <file>', 'image to write, .svg or .png')
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
