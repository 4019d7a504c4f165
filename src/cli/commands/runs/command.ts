import type { Command } from 'commander';
import { resultsOption } from '../../results-option.js';

export function register(program: Command): void {
  program
    .command('runs')
    .description('list all runs: their differences, progress, and best and last test accuracy')
    .addOption(resultsOption())
    .option('--json', 'print JSON')
    .option('--csv', 'print CSV, one row per run')
    .addHelpText('after', '\nExamples:\n  dropin runs\n  dropin runs --csv > runs.csv')
    .action(async (options: { results: string; json?: true; csv?: true }) => {
      const { runsCommand } = await import('./runs.js');
      process.stdout.write(runsCommand(options));
    });
}
