import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** scripts/setup/native/stderr.cc, which the setup compiles next to TensorFlow's binding. */
interface StderrModule {
  /** Redirects standard error to an unnamed file; false if that fails. */
  capture(): boolean;
  /** Restores standard error, and returns what was written meanwhile. */
  release(): string;
}

/**
 * Runs `body` and discards what it writes to standard error: TensorFlow prints a banner while its library is loaded, before
 * its logging can be turned off. If `body` throws, the captured text is printed.
 *
 * `body` is synchronous, so that no message of ours is captured.
 *
 * @param module Path of the compiled module.
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

/** Undefined if the module cannot be loaded; TensorFlow's banner is then printed. */
function stderrModule(module: string): StderrModule | undefined {
  try {
    return require(module) as StderrModule;
  } catch {
    return undefined;
  }
}
