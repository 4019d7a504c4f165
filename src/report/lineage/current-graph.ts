import { compile } from '../../graph/compile.js';
import { graphDigest } from '../../graph/digest.js';
import { buildNetwork } from '../../network/build.js';
import type { LoadedSpec } from '../../spec/load.js';

/** Compiles specs as the program would now. It takes up to a second each, so that runs of one graph share it. */
export class CurrentGraphs {
  private readonly digests = new Map<string, string>();

  /** @param recorded The digest of then: runs that had one graph have one now. */
  digestOf({ spec, descriptor }: LoadedSpec, recorded: string): string {
    // Then these were fed to the graph, or the recorded digests would differ.
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
