import { Option, type Command } from 'commander';
import type { SummaryFormat } from '../../network/summary/render.js';
import { addSpecOptions, type SpecOptions } from '../spec-options.js';
import { findSpec } from '../../library/find-spec.js';

const FORMATS: readonly SummaryFormat[] = ['text', 'md', 'csv', 'json'];

export function register(program: Command): void {
  addSpecOptions(
    program
      .command('summary')
      .description('print the network of a spec: shapes, parameters, multiply-adds, memory')
      .argument('<spec>', 'spec file, or the name of one in configs/', findSpec),
  )
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('text'))
    .addHelpText('after', '\nExample:\n  dropin summary configs/lenet10.yaml --format md')
    .action(async (file: string, options: SpecOptions & { format: SummaryFormat }) => {
      const { loadExperiment } = await import('../../network/load.js');
      const { summarize } = await import('../../network/summary/summary.js');
      const { renderSummary } = await import('../../network/summary/render.js');
      const { spec, network } = loadExperiment(file, options);
      process.stdout.write(renderSummary(summarize(network, spec.solver.batch), options.format));
    });
}
