import { Option, type Command } from 'commander';

export function register(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of spec files, for completion and checks in editors')
    .option('--paper', 'the JSON Schema of claims files, for dropin report --paper')
    .addOption(new Option('--markdown', 'the fields of a spec as a page (docs/spec.md)').conflicts('paper'))
    .addHelpText(
      'after',
      '\nExamples:\n  dropin schema > configs/schema.json\n  dropin schema --paper > paper/schema.json\n  dropin schema --markdown > docs/spec.md',
    )
    .action(async ({ paper = false, markdown = false }: { paper?: boolean; markdown?: boolean }) => {
      if (markdown) {
        const { specPage } = await import('../../spec/reference/page.js');
        process.stdout.write(specPage());
        return;
      }
      if (paper) {
        const { paperJsonSchemaText } = await import('../../report/paper/json-schema.js');
        process.stdout.write(paperJsonSchemaText());
        return;
      }
      const { specJsonSchemaText } = await import('../../spec/json-schema.js');
      process.stdout.write(specJsonSchemaText());
    });
}
