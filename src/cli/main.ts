import { CommanderError } from 'commander';
import { reportFailure } from './failure.js';
import { buildProgram } from './program.js';

/** Runs one command line and leaves its exit code in `process.exitCode`. */
export async function main(argv: readonly string[] = process.argv): Promise<void> {
  endQuietlyWhenTheReaderIsGone();
  tellWhatSlipsThrough();
  process.once('beforeExit', tellThatNothingIsLeft);
  try {
    await buildProgram().parseAsync([...argv]);
  } catch (error) {
    // Commander has printed its own message (or the asked help) already.
    process.exitCode =
      error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFailure(error);
  } finally {
    process.off('beforeExit', tellThatNothingIsLeft);
  }
}

/** Node ends, as if all were well, when nothing is left that what is waited for could come from. */
function tellThatNothingIsLeft(): void {
  process.exit(reportFailure(new Error('the program ended before its work was done')));
}

/** An error in a callback that nobody waits for is told like any other, never as a stack trace. */
function tellWhatSlipsThrough(): void {
  process.on('uncaughtException', (error) => {
    process.exit(reportFailure(error));
  });
}

/** `dropin … | head` closes the pipe early: that is no failure of ours, and no stack trace. */
function endQuietlyWhenTheReaderIsGone(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}
