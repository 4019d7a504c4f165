import { resolve } from 'node:path';
import type { RunFacts } from '../../run/run-facts.js';
import { loadSpec, type LoadedSpec } from '../../spec/load.js';
import { PACKAGE_ROOT } from '../../common/paths.js';

/** Spec files of the package are recorded from here (`src/run/origin.ts`). */

/** Reads the spec file of a run again, with the overrides of then. */
export class CurrentSpecs {
  private readonly loaded = new Map<string, LoadedSpec | undefined>();

  /** What would be run now; undefined where the file was not recorded, is gone or is wrong. */
  of({ specPath, overrides, seed }: RunFacts): LoadedSpec | undefined {
    if (specPath === undefined || overrides === undefined || seed === undefined) return undefined;
    // The runs of a sweep differ in their seeds alone, and are read once.
    const set = (overrides.set ?? []).filter((one) => !one.startsWith('seed='));
    const key = JSON.stringify([specPath, set, overrides.scale, overrides.iterations]);
    if (!this.loaded.has(key)) {
      const { scale, iterations } = overrides;
      this.loaded.set(key, load(resolve(PACKAGE_ROOT, specPath), { set, scale, iterations }));
    }
    const loaded = this.loaded.get(key);
    return loaded && { ...loaded, spec: { ...loaded.spec, seed } };
  }
}

function load(path: string, overrides: Parameters<typeof loadSpec>[1]): LoadedSpec | undefined {
  try {
    return loadSpec(path, overrides);
  } catch {
    return undefined;
  }
}
