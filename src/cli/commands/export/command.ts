import { Option, type Command } from 'commander';
import type { ExportOptions } from './export.js';
import { addCheckpointOptions } from '../../checkpoint-options.js';
import { usesTensorflow } from '../../tensorflow.js';

export function register(program: Command): void {
  usesTensorflow(
    addCheckpointOptions(
      program
        .command('export')
        .description('write the trained network of a run for TensorFlow, ONNX or NumPy')
        .argument('<run>', 'folder of the run'),
    )
      .addOption(
        new Option('--format <format>', 'what is written')
          .choices(['savedmodel', 'onnx', 'npz'])
          .default('savedmodel'),
      )
      .option('--out <dir>', 'folder to write (default: RUN-FORMAT in the current folder)')
      .option('--force', 'replace an earlier export')
      .addHelpText(
        'after',
        `
The network takes images [N, H, W, C] of pixels 0 to 255 (uint8) and gives logits and probabilities [N, classes]; the
transform of the test phase is part of it. model.json describes it, classes.txt names the classes.

Examples:
  dropin export results/lenet10
  dropin export results/lenet10 --format onnx --out lenet10.onnx`,
      )
      .action(async (folder: string, options: ExportOptions) => {
        const { exportCommand } = await import('./export.js');
        await exportCommand(folder, options);
      }),
  );
}
