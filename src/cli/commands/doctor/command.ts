import type { Command } from 'commander';
import { EXIT } from '../../../common/exit-codes.js';

export function register(program: Command): void {
  program
    .command('doctor')
    .description('check everything that training needs, and say how to fix what is missing or damaged')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  dropin doctor --device cpu')
    .action(async (options: { json?: true }) => {
      const { examine } = await import('./examine.js');
      const { allNeededAreOk } = await import('./part.js');
      const { renderParts } = await import('./table.js');
      const parts = await examine(program.opts<{ device?: string }>().device);
      process.stdout.write(`${options.json ? JSON.stringify({ parts }, null, 2) : renderParts(parts)}\n`);
      process.exitCode = allNeededAreOk(parts) ? EXIT.OK : EXIT.TENSORFLOW;
    });
}
