import { Option, type Command } from 'commander';
import { resultsOption } from '../../results-option.js';
import { addSpecOptions, positiveWhole } from '../../spec-options.js';
import type { GivenSweepOptions } from './options.js';
import { usesTensorflow } from '../../tensorflow.js';
import { findSpec } from '../../../library/find-spec.js';

const repeatable = (value: string, before: string[] | undefined) => [...(before ?? []), value];

export function register(program: Command): void {
  const command = program
    .command('sweep')
    .description('train every combination of DropIn lengths, settings and seeds, each as a separate run')
    .argument('<spec>', 'spec file, or the name of one in configs/', findSpec)
    .option('--lengths <list>', 'comma-separated DropIn lengths; none trains without DropIn')
    .addOption(
      new Option(
        '--grid <path=a,b>',
        'values of a setting, e.g. solver.base_lr=0.01,0.001 (repeatable)',
      ).argParser(repeatable),
    )
    .addOption(
      new Option('--seeds <n>', 'number of seeds: 1 to n, or n seeds starting at --seed').argParser(
        positiveWhole,
      ),
    );
  addSpecOptions(command).addOption(resultsOption());
  usesTensorflow(command, (options) => options.status !== true);
  addLaunchOptions(command)
    .addHelpText(
      'after',
      `
A run is identified by its resolved spec. A finished run is skipped, wherever it
was started. A run that was stopped or killed resumes from its checkpoint.
Stop a sweep with Ctrl-C; rerun the same command to resume it.

Examples:
  dropin sweep configs/lenet10.yaml --lengths 1000,2500,none --seeds 3 --jobs 2
  dropin sweep configs/sweeps/figure2.yaml --dry-run
  dropin sweep configs/sweeps/table5.yaml --launcher slurm \\
    --slurm partition=gpu,time=24:00:00,gres=gpu:1`,
    )
    .action(async (file: string, options: GivenSweepOptions) => {
      const { sweepCommand } = await import('./sweep.js');
      process.exitCode = await sweepCommand(file, options);
    });
}

function addLaunchOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--jobs <n>',
        'concurrent runs on this machine (default: one per GPU, or one on the CPU)',
      ).argParser(positiveWhole),
    )
    .addOption(
      new Option(
        '--jobs-per-gpu <n>',
        'concurrent runs on each GPU, for small networks; with Slurm, runs in each task (default: 1)',
      )
        .argParser(positiveWhole)
        .conflicts('jobs'),
    )
    .addOption(
      new Option(
        '--threads <n>',
        'threads per run (default: the threads of the machine divided by --jobs)',
      ).argParser(positiveWhole),
    )
    .option('--dry-run', 'only list the runs with their expected time and disk space')
    .option('--status', 'only show the state of each run')
    .option('--retry-failed', 'also restart runs that failed or diverged')
    .addOption(new Option('--launcher <where>', 'where to run').choices(['local', 'slurm']).default('local'))
    .option('--slurm <list>', 'sbatch options, e.g. partition=gpu,time=8:00:00,gres=gpu:1')
    .addOption(new Option('--array-parallelism <n>', 'concurrent Slurm tasks').argParser(positiveWhole))
    .option('--json', 'print runs and results as JSON');
}
