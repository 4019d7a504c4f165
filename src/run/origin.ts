import writeFileAtomic from 'write-file-atomic';
import { parseJson } from '../common/parse-json.js';
import { readTextIfThere } from '../common/read-text.js';
import { readLeniently } from './lenient.js';
import type { Overrides } from '../spec/load.js';
import { runRecordSchema, type RunRecord } from './record.js';
import { portablePath } from '../common/paths.js';

/** The spec file of a run and the overrides: what to load to see whether the spec has changed since. */
export type SpecOrigin = Required<Pick<RunRecord, 'spec_path' | 'overrides'>>;

export function originOf(
  file: string,
  { set = [], varied = [], seed, scale, iterations }: Overrides,
): SpecOrigin {
  const assignments = [...set, ...varied.map(({ assignment }) => assignment)];
  return {
    spec_path: portablePath(file),
    overrides: {
      ...(assignments.length === 0 ? {} : { set: assignments }),
      ...(seed === undefined ? {} : { seed }),
      ...(scale === undefined ? {} : { scale }),
      ...(iterations === undefined ? {} : { iterations }),
    },
  };
}

/** Records the origin of a resolved spec next to its file. Sweeps start their runs with resolved specs. */
export function writeOrigin(file: string, origin: SpecOrigin): void {
  writeFileAtomic.sync(originFile(file), `${JSON.stringify(origin, null, 2)}\n`);
}

/** The origin recorded next to a spec file; undefined if there is none. */
export function readOrigin(file: string): SpecOrigin | undefined {
  const text = readTextIfThere(originFile(file));
  if (text === undefined) return undefined;
  const { spec_path, overrides } = readLeniently(runRecordSchema, parseJson(text)) ?? {};
  return spec_path === undefined ? undefined : { spec_path, overrides: overrides ?? {} };
}

function originFile(file: string): string {
  return file.replace(/\.ya?ml$/, '') + '.origin.json';
}
