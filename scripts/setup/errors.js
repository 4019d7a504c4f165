/** A piece that is missing or a step that failed: one line for the user, and the exit code of the contract. */
export class SetupError extends Error {
  /**
   * @param {string} message what is missing and how to get it
   * @param {number} exitCode
   */
  constructor(message, exitCode = 4) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}
