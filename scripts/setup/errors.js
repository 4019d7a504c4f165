import { EXIT } from './exit-codes.js';

/** A missing prerequisite or a failed step of the set-up: one line for the user, and the exit code. */
export class SetupError extends Error {
  /**
   * @param {string} message what is missing and how to get it
   * @param {import('./exit-codes.js').ExitCode} exitCode
   */
  constructor(message, exitCode = EXIT.TENSORFLOW) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}

/**
 * What was thrown, in words, without the kind of error.
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
