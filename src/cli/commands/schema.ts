import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of spec files, for completion and checks in editors')
    .option('--paper', 'the JSON Schema of claims files, for dropin report --paper')
    .addHelpText(
      'after',
      '\nExamples:\n  dropin schema > configs/schema.json\n  dropin schema --paper > paper/schema.json',
    )
    .action(async ({ paper = false }: { paper?: boolean }) => {
      if (paper) {
        const { paperJsonSchemaText } = await import('../../report/paper/json-schema.js');
        process.stdout.write(paperJsonSchemaText());
        return;
      }
      const { specJsonSchemaText } = await import('../../spec/json-schema.js');
      process.stdout.write(specJsonSchemaText());
    });
}
