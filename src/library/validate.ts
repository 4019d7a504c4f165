import { loadExperiment } from '../network/load.js';
import { summarize } from '../network/summary/summary.js';
import { displayName } from '../network/wiring.js';
import { DropinError } from '../common/errors.js';
import { findSpec } from './find-spec.js';
import type { SpecChanges } from './training-options.js';

/** Whether a spec is valid. */
export interface Verdict {
  readonly file: string;
  readonly ok: boolean;
  /** One line, for a valid spec. */
  readonly summary?: string;
  /** All issues, for an invalid spec. */
  readonly error?: string;
}

/**
 * Checks a spec: syntax, fields, wiring and shapes, as `dropin validate` does. TensorFlow is not needed.
 *
 * @param spec A spec file, or the name of one that comes with the program.
 */
export function validate(spec: string, changes: SpecChanges = {}): Verdict {
  const file = findSpec(spec);
  try {
    const { spec: checked, network } = loadExperiment(file, changes);
    const { totalParameters } = summarize(network, checked.solver.batch);
    const trained = network.layers.filter(({ parameters }) => parameters.length > 0);
    const learning = new Set(trained.map(({ layer }) => displayName(layer.name))).size;
    const summary = `${learning} layers with ${totalParameters.toLocaleString('en')} parameters, ${checked.solver.iterations.toLocaleString('en')} iterations`;
    return { file, ok: true, summary };
  } catch (error) {
    if (error instanceof DropinError) return { file, ok: false, error: error.message };
    throw error;
  }
}
