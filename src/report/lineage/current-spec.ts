import { resolve } from 'node:path';
import type { RunFacts } from '../../run/run-facts.js';
import { loadSpec, type LoadedSpec } from '../../spec/load.js';
import { PACKAGE_ROOT } from '../../common/paths.js';

/** Spec files of the package are recorded relative to this folder (`src/run/origin.ts`). */

/** Reads the spec file of a run again, with the overrides recorded then. */
export class CurrentSpecs {
  private readonly loaded = new Map<string, LoadedSpec | undefined>();

  /** The spec that would be run now; undefined if the file was not recorded, is missing or is invalid. */
  of({ specPath, overrides, seed }: RunFacts): LoadedSpec | undefined {
    if (specPath === undefined || overrides === undefined || seed === undefined) return undefined;
    // The runs of a sweep differ only in their seeds, so their spec is read once.
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
