import { InvalidArgumentError, Option, type Command } from 'commander';
import { findSpec } from '../../../library/find-spec.js';
import { addSpecOptions, positiveWhole, whole } from '../../spec-options.js';
import { usesTensorflow } from '../../tensorflow.js';
import type { BenchCommandOptions } from './bench.js';

export function register(program: Command): void {
  usesTensorflow(
    addSpecOptions(
      program
        .command('bench')
        .description('measure the time of each layer in a training step: forward, backward, update')
        .argument('<spec>', 'spec file, or the name of one in configs/', findSpec),
    )
      .addOption(
        new Option('--p <p>', 'fraction of new units in every DropIn, from 0 to 1')
          .argParser(fraction)
          .default(1),
      )
      .addOption(new Option('--steps <n>', 'timed steps').argParser(positiveWhole).default(10))
      .addOption(new Option('--warmup <n>', 'steps before them').argParser(whole).default(3))
      .addOption(new Option('--threads <n>', 'TensorFlow threads (default: all)').argParser(positiveWhole))
      .option('--timeline <file>', 'Chrome trace (JSON) to write: every operation of one step')
      .option('--json', 'print JSON')
      .option('--csv', 'print CSV')
      .addHelpText(
        'after',
        `
As Caffe's \`caffe time\`, but of the graph that trains: the times of operations are from TensorFlow's own trace, recorded
in as many steps after the timed ones, and each operation belongs to the layer of its name. TensorFlow fuses a convolution
with its bias and activation. With several threads operations overlap, so that the times of layers may add up to more than
the step; --threads 1 avoids most of that. Images are made up: no data set is needed. The times are of this machine, now.
Open the file of --timeline in https://ui.perfetto.dev or chrome://tracing.

Examples:
  dropin bench lenet10 --threads 1
  dropin bench cifar11 --p 0.5 --csv
  dropin bench lenet10 --timeline step.json`,
      )
      .action(async (file: string, options: BenchCommandOptions) => {
        const { benchCommand } = await import('./bench.js');
        process.stdout.write(await benchCommand(file, options));
      }),
  );
}

function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('expected a number from 0 to 1.');
  return value;
}
