import { Option, type Command } from 'commander';
import { addSpecOptions, positiveWhole } from '../../spec-options.js';
import { gpusOption } from '../../gpus-option.js';
import { usesTensorflow } from '../../tensorflow.js';
import { threadsOption } from '../../threads-option.js';
import type { VerifyResumeOptions } from './verify-resume.js';
import { findSpec } from '../../../library/find-spec.js';

export function register(program: Command): void {
  usesTensorflow(
    addSpecOptions(
      program
        .command('verify-resume')
        .description(
          'kill a shortened run at random moments, resume it, and compare it with an uninterrupted run',
        )
        .argument('<spec>', 'spec file, or the name of one in configs/', findSpec),
    )
      .addOption(new Option('--kills <n>', 'number of kills').argParser(positiveWhole).default(10))
      .option('--out <dir>', 'folder for the runs and the certificate (default: a temporary one)')
      .addOption(threadsOption())
      .addOption(gpusOption())
      .option('--json', 'print the certificate as JSON')
      .addHelpText(
        'after',
        '\nExample:\n  dropin verify-resume configs/lenet10.yaml --iterations 120 --kills 10',
      )
      .action(async (file: string, options: VerifyResumeOptions) => {
        const { verifyResumeCommand } = await import('./verify-resume.js');
        process.exitCode = await verifyResumeCommand(file, options);
      }),
  );
}
