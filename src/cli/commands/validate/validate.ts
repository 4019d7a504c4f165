import { loadExperiment } from '../../../network/load.js';
import { summarize } from '../../../network/summary/summary.js';
import { DropinError } from '../../../common/errors.js';
import type { Overrides } from '../../../spec/load.js';

/** The result of `dropin validate` for one spec. */
export interface Verdict {
  readonly file: string;
  readonly ok: boolean;
  /** One line, for a valid spec. */
  readonly summary?: string;
  /** All issues, for an invalid spec. */
  readonly error?: string;
}

export function validateSpec(file: string, overrides: Overrides): Verdict {
  try {
    const { spec, network } = loadExperiment(file, overrides);
    const { totalParameters } = summarize(network, spec.solver.batch);
    const learning = network.layers.filter(({ parameters }) => parameters.length > 0).length;
    const summary = `${learning} layers with ${totalParameters.toLocaleString('en')} parameters, ${spec.solver.iterations.toLocaleString('en')} iterations`;
    return { file, ok: true, summary };
  } catch (error) {
    if (error instanceof DropinError) return { file, ok: false, error: error.message };
    throw error;
  }
}
