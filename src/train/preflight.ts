import { DropinError } from '../common/errors.js';

/** Collects the failures of the checks before the first step, to report them all at once. */
export class Preflight {
  private readonly failures: DropinError[] = [];

  /** Runs a check and returns its result; undefined if it throws a `DropinError`. Other errors are rethrown. */
  async check<T>(body: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof DropinError)) throw error;
      this.failures.push(error);
      return undefined;
    }
  }

  /** @throws {DropinError} with every failure's message, and the exit code of the first. */
  expectNone(): void {
    const [first, ...more] = this.failures;
    if (first === undefined) return;
    if (more.length === 0) throw first;
    const lines = this.failures.map(({ message }) => `- ${message.replaceAll('\n', '\n  ')}`);
    throw new DropinError(`${lines.length} problems:\n${lines.join('\n')}`, first.exitCode, {
      cause: first,
    });
  }
}
