import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('doctor')
    .description('show every part that training stands on, its version and state, and how to mend it')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  dropin doctor --device cpu')
    .action(async (options: { json?: true }) => {
      const { examine } = await import('../doctor/examine.js');
      const { allNeededAreOk } = await import('../doctor/part.js');
      const { renderParts } = await import('../doctor/table.js');
      const parts = await examine(process.argv.slice(2));
      process.stdout.write(`${options.json ? JSON.stringify({ parts }, null, 2) : renderParts(parts)}\n`);
      process.exitCode = allNeededAreOk(parts) ? 0 : 4;
    });
}
