import { Option, type Command } from 'commander';
import { findSpec } from '../../../library/find-spec.js';
import { addSpecOptions } from '../../spec-options.js';
import type { GraphOptions } from './graph.js';

export function register(program: Command): void {
  addSpecOptions(
    program
      .command('graph')
      .description('print the TensorFlow graph that a spec compiles to')
      .argument('<spec>', 'spec file, or the name of one in configs/', findSpec),
  )
    .addOption(
      new Option(
        '--signature <name>',
        'a way to call the graph: only the nodes that it runs; all: every node',
      )
        .choices(['train', 'train_deep', 'evaluate', 'evaluate_deep', 'init', 'save', 'restore', 'all'])
        .default('train'),
    )
    .option('--layer <name>', 'only the nodes of a layer: forward pass, gradients, update')
    .addOption(
      new Option('--format <format>', 'text, or dot for Graphviz').choices(['text', 'dot']).default('text'),
    )
    .addHelpText(
      'after',
      `
One line per node: name = operation(inputs, ^what must run before) {attributes} : type[shape] of each output.
Arrays are [N, H, W, C]; N is a size known only when the graph runs. Gradients have the name of their node twice:
train/train/conv1/Conv2D/… is the gradient of train/conv1/Conv2D. TensorFlow is not needed.

Examples:
  dropin graph lenet10 --layer conv1_2
  dropin graph lenet10 --signature evaluate
  dropin graph lenet10 --layer conv1_2 --format dot | dot -Tsvg > conv1_2.svg`,
    )
    .action(async (file: string, options: GraphOptions) => {
      const { graphCommand } = await import('./graph.js');
      process.stdout.write(graphCommand(file, options));
    });
}
