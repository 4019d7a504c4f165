import type { Command } from 'commander';
import { EXIT } from '../../../common/exit-codes.js';
import { addSpecOptions, type SpecOptions } from '../../spec-options.js';

export function register(program: Command): void {
  addSpecOptions(
    program
      .command('validate')
      .description('check specs: syntax, fields, wiring and shapes; TensorFlow is not needed')
      .argument('<spec...>', 'spec files, or the name of one in configs/'),
  )
    .option('--json', 'print JSON: [{"file","ok","error"}]')
    .addHelpText('after', '\nExample:\n  dropin validate configs/*.yaml')
    .action(async (files: string[], options: SpecOptions & { json?: true }) => {
      const { validate } = await import('../../../library/validate.js');
      const verdicts = files.map((file) => validate(file, options));
      if (options.json) process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
      for (const { file, summary, error } of options.json ? [] : verdicts) {
        if (error === undefined) process.stdout.write(`ok ${file}: ${summary ?? ''}\n`);
        else process.stderr.write(`${error}\n`);
      }
      process.exitCode = verdicts.every(({ ok }) => ok) ? EXIT.OK : EXIT.USAGE;
    });
}
