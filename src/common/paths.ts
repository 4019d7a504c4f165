import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder, with a trailing slash. The relative path holds for src/common and for build/common. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The path of a file in the package: `packagePath('configs', 'lenet.yaml')`. */
export function packagePath(...names: readonly string[]): string {
  return join(PACKAGE_ROOT, ...names);
}

/** An absolute path; for a file in the package, one relative to its root, so that it is valid in another checkout. */
export function portablePath(file: string): string {
  const path = resolve(file);
  return path.startsWith(PACKAGE_ROOT) ? relative(PACKAGE_ROOT, path).replaceAll(sep, '/') : path;
}
