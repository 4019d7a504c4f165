import { InvalidArgumentError, type Command } from 'commander';
import { EXIT } from '../../common/exit-codes.js';
import { expectResults } from '../../library/results.js';
import { resultsOption } from '../results-option.js';

export function register(program: Command): void {
  program
    .command('watch')
    .description('serve the report as a live page on this machine, for runs in progress')
    .addOption(resultsOption())
    .option('--paper <file>', 'judge the claims file of your own study, as dropin report does')
    .option('--port <port>', 'port on the loopback address; 0 picks a free one', parsePort, 0)
    .addHelpText(
      'after',
      '\nExamples:\n  dropin watch\n  dropin watch --port 8080\n\nExit code 2: the port is in use, the claims file is wrong, or the results folder does not exist.',
    )
    .action(async ({ results, paper, port }: { results: string; paper?: string; port: number }) => {
      expectResults(results);
      const { loadPaper } = await import('../../report/paper/load.js');
      const { watchResults } = await import('../../report/watch/server.js');
      const watch = await watchResults(results, port, loadPaper(paper));
      process.stdout.write(`${watch.url}\n`);
      process.stderr.write('Press Ctrl-C to stop.\n');
      const code = await new Promise<number>((resolve) => {
        process.once('SIGINT', () => {
          resolve(EXIT.SIGINT);
        });
        process.once('SIGTERM', () => {
          resolve(EXIT.SIGTERM);
        });
      });
      await watch.close();
      process.exitCode = code;
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new InvalidArgumentError('expected a number from 0 to 65535.');
}
