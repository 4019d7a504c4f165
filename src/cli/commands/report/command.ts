import type { Command } from 'commander';
import { resultsOption } from '../../results-option.js';
import type { ReportOptions } from './report.js';

export function register(program: Command): void {
  program
    .command('report')
    .description('write tables, figures and claims, of the paper or your own, with verdicts')
    .addOption(resultsOption())
    .option('--paper <file>', 'judge the claims file of your own study (docs/claims.md)')
    .option('--only <parts>', 'only these tables, figures and claims, separated by commas')
    .option('--out <dir>', 'report folder (default: report/ in the results folder)')
    .option('--why <number>', 'show the runs, seeds, commits and data behind a cell, figure or claim')
    .option('--compare <runs...>', 'compare two runs: spec, provenance and curve')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  dropin report
  dropin report --only table3,figure4 --out my-report
  dropin report --why table3.d16000
  dropin report --compare lenet10/seed1 lenet10/seed2
  dropin report --paper my-claims.yaml --out my-report`,
    )
    .action(async (options: ReportOptions) => {
      const { reportCommand } = await import('./report.js');
      process.stdout.write(await reportCommand(options));
    });
}
