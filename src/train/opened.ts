/** Resources to close, in reverse order of opening. */
export class Opened {
  private readonly closers: (() => void | Promise<void>)[] = [];

  add(close: () => void | Promise<void>): void {
    this.closers.push(close);
  }

  /** Closes everything, even if closing one resource fails. Throws the first failure. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.closers.pop(); close !== undefined; close = this.closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
