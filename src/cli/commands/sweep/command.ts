import { Option, type Command } from 'commander';
import { resultsOption } from '../../results-option.js';
import { addSpecOptions, positiveWhole } from '../../spec-options.js';
import type { GivenSweepOptions } from './options.js';
import { usesTensorflow } from '../../tensorflow.js';
import { findSpec } from '../../find-spec.js';

const repeatable = (value: string, before: string[] | undefined) => [...(before ?? []), value];

export function register(program: Command): void {
  const command = program
    .command('sweep')
    .description('train every combination of DropIn lengths, settings and seeds, each as a run of its own')
    .argument('<spec>', 'spec file, or the name of one in configs/', findSpec)
    .option('--lengths <list>', 'DropIn lengths between commas, and none: without DropIn')
    .addOption(
      new Option(
        '--grid <path=a,b>',
        'values of a setting, e.g. solver.base_lr=0.01,0.001 (repeatable)',
      ).argParser(repeatable),
    )
    .addOption(
      new Option('--seeds <n>', 'so many seeds: 1, 2, 3 …, or from --seed on').argParser(positiveWhole),
    );
  addSpecOptions(command).addOption(resultsOption());
  usesTensorflow(command, (options) => options.status !== true);
  addLaunchOptions(command)
    .addHelpText(
      'after',
      `
A run is known by its resolved spec: one that is done is not run again, wherever it was started; one that was
stopped or killed goes on from its checkpoint. Stop a sweep with Ctrl-C, and start it again with the same command.

Examples:
  dropin sweep configs/lenet10.yaml --lengths 1000,2500,none --seeds 3 --jobs 2
  dropin sweep configs/sweeps/figure2.yaml --dry-run
  dropin sweep configs/sweeps/table5.yaml --launcher slurm --slurm partition=gpu,time=24:00:00,gres=gpu:1`,
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
        'runs at once on this machine (default: one for each GPU; one on the CPU)',
      ).argParser(positiveWhole),
    )
    .addOption(
      new Option(
        '--threads <n>',
        'threads of each run (default: those of the machine, divided by --jobs)',
      ).argParser(positiveWhole),
    )
    .option('--dry-run', 'only show the runs, with the time and disk they are expected to take')
    .option('--status', 'only show how far the runs are')
    .option('--retry-failed', 'start runs that failed or diverged again, too')
    .addOption(
      new Option('--launcher <where>', 'where the runs go').choices(['local', 'slurm']).default('local'),
    )
    .option('--slurm <list>', 'options of sbatch, e.g. partition=gpu,time=8:00:00,gres=gpu:1')
    .addOption(new Option('--array-parallelism <n>', 'Slurm tasks at once').argParser(positiveWhole))
    .option('--json', 'print runs and results as JSON');
}
