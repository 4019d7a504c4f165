import { SetupError } from './errors.js';
import { installHint } from './platform.js';
import { findProgram, run } from './processes.js';

/** Option that stops Python from loading modules from the current folder, the user's folder or PYTHONPATH. */
export const ISOLATED = '-I';

/**
 * Finds the Python that downloads and unpacks the wheels: any Python 3 with pip. Nothing is installed into it.
 * @param {string} cwd
 */
export async function findPython(cwd, env = process.env, platform = process.platform) {
  const name = env.PYTHON || 'python3';
  const python = findProgram(name, env);
  if (python === undefined) {
    throw new SetupError(
      env.PYTHON
        ? `PYTHON names ${name}, which does not exist: set it to a Python 3 that has pip`
        : `python3 is missing: ${installHint('python3 python3-pip', platform)} (or set PYTHON)`,
    );
  }
  const { code, stdout } = await run(python, [ISOLATED, '-m', 'pip', '--version'], { cwd, env });
  if (code !== 0) {
    throw new SetupError(
      `pip is missing: ${installHint('python3-pip', platform)} (or set PYTHON to a Python 3 that has it)`,
    );
  }
  return { python, pip: /^pip (\S+)/.exec(stdout)?.[1] ?? 'unknown' };
}
