import { existsSync } from 'node:fs';
import { packagePath } from '../common/paths.js';

/**
 * The path of the spec that an argument names: a file, or else one that comes with the program, by its path or its name
 * (`configs/lenet10.yaml`, `lenet10`). An installed package is used from any folder.
 */
export function findSpec(argument: string): string {
  if (existsSync(argument)) return argument;
  const shipped = argument.startsWith('configs/')
    ? [packagePath(argument)]
    : [packagePath('configs', `${argument}.yaml`), packagePath('configs', 'sweeps', `${argument}.yaml`)];
  return shipped.find((path) => existsSync(path)) ?? argument;
}
