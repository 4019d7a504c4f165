import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Network } from '../../network/layer.js';
import { loadExperiment } from '../../network/load.js';
import type { Spec } from '../../spec/schema/spec.js';
import type { Series } from '../paper/paper.js';
import { isPlain } from '../../common/plain.js';
import { traitsOf, type Traits } from '../results/traits.js';
import { isOfNetwork } from './match.js';

const CONFIGS = fileURLToPath(new URL('../../../configs/', import.meta.url));

/** A spec that comes with the project. */
export interface Reference {
  /** `configs/lenet10.yaml` */
  readonly file: string;
  readonly spec: Spec;
  readonly network: Network;
  readonly traits: Traits;
}

export interface References {
  readonly all: readonly Reference[];
  /** Specs that could not be read, and why. */
  readonly problems: readonly string[];
}

/** Reads every spec of `configs/`; one that is wrong is a problem of its own and no failure of the report. */
export function loadReferences(folder: string = CONFIGS): References {
  const all: Reference[] = [];
  const problems: string[] = [];
  for (const file of yamlFiles(folder)) {
    const name = `configs/${basename(file)}`;
    try {
      const { spec, network } = loadExperiment(file);
      all.push({ file: name, spec, network, traits: traitsOf(isPlain(spec) ? spec : {}) });
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { all, problems };
}

/** The project's spec of a series: its own DropIn length first, then the network with any, then without DropIn. */
export function referenceOf(series: Series, references: References): Reference | undefined {
  const same = references.all.filter(({ traits }) => isOfNetwork(traits, series));
  const rank = ({ traits }: Reference) =>
    traits.dropin === series.dropin ? 0 : traits.dropin === 'none' ? 2 : traits.dropin === 'mixed' ? 3 : 1;
  return same.sort((a, b) => rank(a) - rank(b) || a.file.length - b.file.length)[0];
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
