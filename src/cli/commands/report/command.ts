import type { Command } from 'commander';
import { resultsOption } from '../../results-option.js';

interface Options {
  readonly results: string;
  readonly paper?: string;
  readonly only?: string;
  readonly out?: string;
  readonly why?: string;
  readonly compare?: readonly string[];
  readonly json?: true;
}

export function register(program: Command): void {
  program
    .command('report')
    .description('tables, figures and claims of the paper, or of your own, each with its verdict')
    .addOption(resultsOption())
    .option('--paper <file>', 'claims file of your own: claims about your own specs (docs/claims.md)')
    .option('--only <parts>', 'some tables, figures and claims only, separated by commas')
    .option('--out <dir>', 'folder for the report (default: report/ in the results)')
    .option('--why <number>', 'the runs, seeds, commits and data behind a cell, figure or claim')
    .option('--compare <runs...>', 'how two runs differ in spec, provenance and curve')
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
    .action(async (options: Options) => {
      const { reportCommand } = await import('./report.js');
      process.stdout.write(await reportCommand(options));
    });
}
