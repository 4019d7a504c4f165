import { EXIT, type ExitCode } from './exit-codes.js';

/** An error for the user: its message is printed as is, without a stack trace. */
export class DropinError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.FAILED,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DropinError';
  }
}

export { messageOf } from '#setup/errors.js';
