/** The exit codes of the contract; 0 is success and needs no error. */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 130 | 143;

/** A failure foreseen by the program: its message is all that the user sees, its exit code what a script sees. */
export class DropinError extends Error {
  override readonly name = 'DropinError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
