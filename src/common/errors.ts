/** Documented exit codes: 1 failed, 2 usage or spec, 3 data, 4 TensorFlow, 5 diverged, 129/130/143 stopped by a signal. */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 129 | 130 | 143;

/** An error whose message is all that the user needs: printed as it is, without a stack trace. */
export class DropinError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DropinError';
  }
}
