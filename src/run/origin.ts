import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Overrides } from '../spec/load.js';
import type { RunRecord } from './record.js';

/** The spec file of a run, and what was changed in it: what to read again to see whether the spec has changed since. */
export type SpecOrigin = Required<Pick<RunRecord, 'spec_path' | 'overrides'>>;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files of the package are named from its root, so that the record means the same in another checkout. */
export function originOf(file: string, { set, seed, scale, iterations }: Overrides): SpecOrigin {
  const path = resolve(file);
  return {
    spec_path: path.startsWith(ROOT) ? relative(ROOT, path).replaceAll(sep, '/') : path,
    overrides: {
      ...(set === undefined || set.length === 0 ? {} : { set: [...set] }),
      ...(seed === undefined ? {} : { seed }),
      ...(scale === undefined ? {} : { scale }),
      ...(iterations === undefined ? {} : { iterations }),
    },
  };
}
