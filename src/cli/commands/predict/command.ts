import type { Command } from 'commander';
import type { PredictOptions } from './predict.js';
import { addCheckpointOptions } from '../../checkpoint-options.js';
import { usesTensorflow } from '../../tensorflow.js';

export function register(program: Command): void {
  usesTensorflow(
    addCheckpointOptions(
      program
        .command('predict')
        .description('what a trained network takes images for: the five most probable classes')
        .argument('<run>', 'folder of the run')
        .argument('<images...>', 'JPEG or PNG files'),
    )
      .option('--json', 'print JSON, with the logits of all classes')
      .addHelpText('after', '\nExample:\n  dropin predict results/lenet10 seven.png')
      .action(async (folder: string, images: readonly string[], options: PredictOptions) => {
        const { predictCommand } = await import('./predict.js');
        process.stdout.write(await predictCommand(folder, images, options));
      }),
  );
}
