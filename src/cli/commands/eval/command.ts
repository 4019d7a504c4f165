import type { Command } from 'commander';
import type { EvalOptions } from './eval.js';
import { addCheckpointOptions } from '../../checkpoint-options.js';
import { usesTensorflow } from '../../tensorflow.js';
import { threadsOption } from '../../threads-option.js';

export function register(program: Command): void {
  usesTensorflow(
    addCheckpointOptions(
      program
        .command('eval')
        .description('evaluate a checkpoint of a run on the whole test set, in all and for each class')
        .argument('<run>', 'run folder'),
    )
      .addOption(threadsOption())
      .option('--predictions <file>', 'CSV to write: the five most probable classes of every test image')
      .option('--confusion <file>', 'CSV to write: how often images of each class are taken for each')
      .option('--json', 'print JSON')
      .addHelpText(
        'after',
        `
With up to 12 classes it prints the confusion matrix, with more the ten classes of the lowest accuracy.

Examples:
  dropin eval results/lenet10
  dropin eval results/lenet10 --checkpoint best
  dropin eval results/lenet10 --predictions predictions.csv --confusion confusion.csv`,
      )
      .action(async (folder: string, options: EvalOptions) => {
        const { evalCommand } = await import('./eval.js');
        process.stdout.write(await evalCommand(folder, options));
      }),
  );
}
