import type { Command } from 'commander';
import type { PlotOptions } from './plot.js';
import { resultsOption } from '../../results-option.js';

export function register(program: Command): void {
  program
    .command('plot')
    .description('plot the test accuracy of runs over iterations, in the terminal or as an image')
    .argument('<runs...>', 'run names as listed by dropin runs, or run folders')
    .addOption(resultsOption())
    .option('--out <file>', 'image to write, .svg or .png')
    .option('--norms', 'the norms of activations, gradients and updates over depth instead, of one run')
    .addHelpText(
      'after',
      `
Examples:
  dropin plot lenet10
  dropin plot results/lenet10 results/lenet10-plain --out curves.png
  dropin plot lenet10 --norms --out norms.svg   # of a run with norms.interval in its spec`,
    )
    .action(async (names: readonly string[], options: PlotOptions) => {
      const { plotCommand } = await import('./plot.js');
      process.stdout.write(await plotCommand(names, options));
    });
}
