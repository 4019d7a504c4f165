import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of spec files, by which editors complete and check them')
    .addHelpText('after', '\nExample:\n  dropin schema > configs/schema.json')
    .action(async () => {
      const { specJsonSchemaText } = await import('../../spec/json-schema.js');
      process.stdout.write(specJsonSchemaText());
    });
}
