import { isPlain } from '../../common/plain.js';
import type { Network } from '../../network/layer.js';
import { loadExperiment } from '../../network/load.js';
import type { Spec } from '../../spec/schema/spec.js';
import { traitsOf, type Traits } from '../results/traits.js';
import { messageOf } from '../../common/errors.js';
import type { Paper } from '../paper/paper.js';

/** A spec named by a claims file. */
export interface Reference {
  /** For a spec shipped with the program: `configs/lenet10.yaml`. */
  readonly file: string;
  readonly spec: Spec;
  readonly network: Network;
  readonly traits: Traits;
}

/** The specs of a claims file, each read on first use. An invalid spec is reported as a problem; the report still succeeds. */
export class References {
  private readonly loaded = new Map<string, Reference | undefined>();
  private readonly found: string[] = [];

  constructor(private readonly paper: Paper) {}

  /** @param set Overrides, as for `--set`. */
  get(file: string, set: readonly string[] = []): Reference | undefined {
    const key = [file, ...set].join('\n');
    if (!this.loaded.has(key)) this.loaded.set(key, this.load(file, set));
    return this.loaded.get(key);
  }

  /** The specs that could not be read, and why. */
  get problems(): readonly string[] {
    return this.found;
  }

  private load(file: string, set: readonly string[]): Reference | undefined {
    const name = this.paper.nameOf(file);
    try {
      const { spec, network } = loadExperiment(this.paper.pathOf(file), { set });
      return { file: name, spec, network, traits: traitsOf(isPlain(spec) ? spec : {}) };
    } catch (error) {
      this.found.push(`${name}: ${messageOf(error)}`);
      return undefined;
    }
  }
}
