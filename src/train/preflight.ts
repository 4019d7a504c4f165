import { DropinError } from '../common/errors.js';

/** Checks before the first step, each of which may fail; all that is wrong is said at once. */
export class Preflight {
  private readonly failures: DropinError[] = [];

  /** Gives what a check gives; undefined where it failed. Other errors than `DropinError` are none of its business. */
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
    throw new DropinError(`${lines.length} things are wrong:\n${lines.join('\n')}`, first.exitCode, {
      cause: first,
    });
  }
}
