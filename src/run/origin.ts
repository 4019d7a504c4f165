import { relative, resolve, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readTextIfThere } from '../common/read-text.js';
import { readLeniently } from './lenient.js';
import type { Overrides } from '../spec/load.js';
import { runRecordSchema, type RunRecord } from './record.js';
import { PACKAGE_ROOT } from '../common/paths.js';

/** The spec file of a run, and what was changed in it: what to read again to see whether the spec has changed since. */
export type SpecOrigin = Required<Pick<RunRecord, 'spec_path' | 'overrides'>>;

/** Files of the package are named from its root, so that the record means the same in another checkout. */
export function originOf(
  file: string,
  { set = [], varied = [], seed, scale, iterations }: Overrides,
): SpecOrigin {
  const path = resolve(file);
  const assignments = [...set, ...varied.map(({ assignment }) => assignment)];
  return {
    spec_path: path.startsWith(PACKAGE_ROOT) ? relative(PACKAGE_ROOT, path).replaceAll(sep, '/') : path,
    overrides: {
      ...(assignments.length === 0 ? {} : { set: assignments }),
      ...(seed === undefined ? {} : { seed }),
      ...(scale === undefined ? {} : { scale }),
      ...(iterations === undefined ? {} : { iterations }),
    },
  };
}

/** A sweep starts its runs with resolved specs; beside each it keeps where that came from. */
export function writeOrigin(file: string, origin: SpecOrigin): void {
  writeFileAtomic.sync(originFile(file), `${JSON.stringify(origin, null, 2)}\n`);
}

/** The origin that is kept beside a spec file; undefined where none is. */
export function readOrigin(file: string): SpecOrigin | undefined {
  const text = readTextIfThere(originFile(file));
  if (text === undefined) return undefined;
  const { spec_path, overrides } = readLeniently(runRecordSchema, parseJson(text)) ?? {};
  return spec_path === undefined ? undefined : { spec_path, overrides: overrides ?? {} };
}

function originFile(file: string): string {
  return file.replace(/\.ya?ml$/, '') + '.origin.json';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
