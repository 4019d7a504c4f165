import { EXIT } from '../common/exit-codes.js';

/**
 * Keeps failures of standard output and standard error from stopping the work: a closed pipe, a full disk or a closed
 * terminal must not end a training run. Without a listener, Node would throw such an error as an uncaught exception.
 *
 * A reader that closes the pipe (`| head`) has what it wanted. Any other failure to write to standard output loses data, so the
 * command ends with exit code 1.
 */
export function guardOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (!failed) process.stderr.write(`dropin: cannot write to standard output: ${error.message}\n`);
    failed = true;
  });
  process.once('exit', () => {
    if (failed && Number(process.exitCode ?? 0) === 0) process.exitCode = EXIT.FAILED;
  });
}

let failed = false;
