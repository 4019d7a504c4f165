import { SpecIssuesError } from '../spec/issues.js';
import { loadSpec, type LoadedSpec, type Overrides } from '../spec/load.js';
import { buildNetwork } from './build.js';
import type { Network } from './layer.js';

export interface Experiment extends LoadedSpec {
  readonly network: Network;
}

/**
 * A spec file, read and built.
 *
 * @throws DropinError (exit code 2) with every issue, each with its file, line and column.
 */
export function loadExperiment(file: string, overrides: Overrides = {}): Experiment {
  const loaded = loadSpec(file, overrides);
  try {
    return { ...loaded, network: buildNetwork(loaded.spec, loaded.descriptor) };
  } catch (error) {
    if (error instanceof SpecIssuesError) throw loaded.source.explain(error.issues);
    throw error;
  }
}
