import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** scripts/setup/native/stderr.cc, which the set-up compiles beside TensorFlow's binding. */
interface StderrModule {
  /** Sends standard error to an unnamed file; false where it cannot. */
  capture(): boolean;
  /** Sends it back, and returns what was written in between. */
  release(): string;
}

/**
 * Runs `body` with the process's standard error captured. TensorFlow prints a banner while its library is loaded, before its
 * logging can be silenced. If `body` throws, what was captured is printed after all.
 *
 * `body` is synchronous, so that nothing of ours is captured.
 *
 * @param module Where the set-up put the compiled module.
 */
export function quietly<T>(module: string, body: () => T): T {
  const stderr = stderrModule(module);
  if (stderr?.capture() !== true) return body();
  try {
    return body();
  } catch (error) {
    process.stderr.write(stderr.release());
    throw error;
  } finally {
    stderr.release();
  }
}

/** Undefined where it cannot be loaded: TensorFlow's banner is then printed. */
function stderrModule(module: string): StderrModule | undefined {
  try {
    return require(module) as StderrModule;
  } catch {
    return undefined;
  }
}
