import { EXIT } from '../common/exit-codes.js';
import { DropinError } from '../common/errors.js';
import { printable } from '../common/printable.js';

/** Prints why the program failed to stderr; returns the exit code. */
export function reportFailure(error: unknown): number {
  process.stderr.write(`${describeFailure(error, process.env.DROPIN_DEBUG === '1')}\n`);
  return error instanceof DropinError ? error.exitCode : EXIT.FAILED;
}

/**
 * The message of an expected failure, with control characters escaped (file names may contain them). Any other failure is one
 * line; `debug` adds its stack trace.
 */
export function describeFailure(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof DropinError) return printable(error.message);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `dropin: ${printable(text.split('\n')[0] ?? '')} (set DROPIN_DEBUG=1 for the stack trace)`;
}
