import { Option, type Command } from 'commander';
import type { EvalOptions } from './eval.js';
import { positiveWhole, whole } from '../../spec-options.js';
import { usesTensorflow } from '../../tensorflow.js';

export function register(program: Command): void {
  usesTensorflow(
    program
      .command('eval')
      .description('evaluate a checkpoint of a run on the whole test set')
      .argument('<run>', 'run folder')
      .addOption(new Option('--iteration <n>', 'which checkpoint (default: the newest)').argParser(whole))
      .addOption(new Option('--threads <n>', 'TensorFlow threads (default: all)').argParser(positiveWhole))
      .option('--json', 'print JSON')
      .addHelpText('after', '\nExample:\n  dropin eval results/lenet10')
      .action(async (folder: string, options: EvalOptions) => {
        const { evalCommand } = await import('./eval.js');
        await evalCommand(folder, options);
      }),
  );
}
