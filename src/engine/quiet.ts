import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

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
 */
export function quietly<T>(body: () => T): T {
  const stderr = stderrModule();
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

/** Undefined where the binding is not ours: TensorFlow is then as loud as it likes. */
function stderrModule(): StderrModule | undefined {
  try {
    const binding = require.resolve('@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node');
    return require(join(dirname(realpathSync(binding)), 'stderr.node')) as StderrModule;
  } catch {
    return undefined;
  }
}
