import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package, with a slash at the end: src/common and build/common are equally deep. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The path of something in the package: `packagePath('configs', 'lenet.yaml')`. */
export function packagePath(...names: readonly string[]): string {
  return join(PACKAGE_ROOT, ...names);
}
