import type { Command } from 'commander';
import type { RunOptions } from './run.js';
import { addSpecOptions } from '../../spec-options.js';
import { usesTensorflow } from '../../tensorflow.js';
import { threadsOption } from '../../threads-option.js';
import { gpusOption } from '../../gpus-option.js';
import { resultsOption } from '../../results-option.js';
import { findSpec } from '../../../library/find-spec.js';

export function register(program: Command): void {
  usesTensorflow(
    addSpecOptions(
      program
        .command('run')
        .description('train a spec; rerun the command to resume; a finished run is skipped')
        .argument('<spec>', 'spec file, or the name of one in configs/', findSpec),
    )
      .option('--out <dir>', 'run folder (default: results/NAME, or results/NAME-DIGEST for a changed spec)')
      .addOption(resultsOption())
      .option('--fresh', 'replace an earlier run in that folder')
      .addOption(threadsOption())
      .addOption(gpusOption())
      .option('--quiet', 'print only warnings and the result')
      .option('--json', 'print the record of the run (run.json) at the end')
      .addHelpText('after', '\nExample:\n  dropin run configs/lenet10.yaml --seed 2')
      .action(async (file: string, options: RunOptions) => {
        const { runCommand } = await import('./run.js');
        process.exitCode = await runCommand(file, options);
      }),
  );
}
