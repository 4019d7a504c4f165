import { EXIT } from '../common/exit-codes.js';
import { CommanderError } from 'commander';
import { reportFailure } from './failure.js';
import { guardOutput } from './output.js';
import { buildProgram } from './program.js';

/** Runs one command line and sets its exit code in `process.exitCode`. */
export async function main(argv: readonly string[] = process.argv): Promise<void> {
  guardOutput();
  reportUnhandled();
  process.once('beforeExit', reportEarlyEnd);
  try {
    await buildProgram().parseAsync([...argv]);
  } catch (error) {
    // Commander has printed its own message (or the help) already.
    process.exitCode =
      error instanceof CommanderError ? (error.exitCode === 0 ? EXIT.OK : EXIT.USAGE) : reportFailure(error);
  } finally {
    process.off('beforeExit', reportEarlyEnd);
  }
}

/** Node exits with 0 when its event loop is empty, even if the command is still waiting for something. */
function reportEarlyEnd(): void {
  process.exit(reportFailure(new Error('the program ended before its work was done')));
}

/** An error in a callback that nothing awaits is reported like any other, never as a stack trace. */
function reportUnhandled(): void {
  process.on('uncaughtException', (error) => {
    process.exit(reportFailure(error));
  });
}
