import { SpecIssuesError } from '../spec/issues.js';
import { loadSpec, type LoadedSpec, type Overrides } from '../spec/load.js';
import { buildNetwork } from './build.js';
import type { Network } from './layer.js';

export interface Experiment extends LoadedSpec {
  readonly network: Network;
}

/**
 * Reads a spec file and builds its network.
 *
 * @throws {DropinError} exit code 2, with every issue and its file, line and column.
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
