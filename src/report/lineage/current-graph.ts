import { compile } from '../../graph/compile.js';
import { graphDigest } from '../../graph/digest.js';
import { buildNetwork } from '../../network/build.js';
import type { LoadedSpec } from '../../spec/load.js';

/** Compiles specs with the current program. This takes up to a second each, so runs with the same graph share the result. */
export class CurrentGraphs {
  private readonly digests = new Map<string, string>();

  /** @param recorded The digest that the run recorded: runs that shared a graph then share one now. */
  digestOf({ spec, descriptor }: LoadedSpec, recorded: string): string {
    // These inputs determined the recorded graph; otherwise the recorded digests would differ.
    const { network, transform, dropin, dataset } = spec;
    const key = JSON.stringify([recorded, network, transform, dropin.mode, dataset.image]);
    let digest = this.digests.get(key);
    if (digest === undefined) {
      digest = graphDigest(compile(buildNetwork(spec, descriptor), spec));
      this.digests.set(key, digest);
    }
    return digest;
  }
}
