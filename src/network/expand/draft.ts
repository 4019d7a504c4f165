import type { SpecIssue } from '../../spec/issues.js';
import type { Layer, SpecPath } from '../layer.js';

/** A reference to a layer by its internal name, for links within one entry. */
interface LayerReference {
  readonly layer: string;
}

/** A reference by a name in the spec: to a layer including its activation, or to a block's last layer. */
interface OutputReference {
  readonly output: string;
  /** Where the spec has it. */
  readonly path: SpecPath;
}

export type Reference = LayerReference | OutputReference;

type Unwired<L> = L extends Layer ? Omit<L, 'inputs'> : never;

/** A layer whose inputs have not been resolved yet. */
export interface Draft {
  readonly layer: Unwired<Layer>;
  readonly inputs: readonly Reference[];
  /** For a DropIn that resizes y_prev to the shape of y_new: the interpolation. */
  readonly resize?: 'nearest' | 'bilinear' | undefined;
  /** Layers, each after the one before, that the last input passes if its shape is not that of the first. */
  readonly projection?: readonly Unwired<Layer>[] | undefined;
}

/** Collects the layers that a spec's entries expand into, and the names by which other layers refer to their outputs. */
export class DraftNetwork {
  readonly drafts: Draft[] = [];
  readonly issues: SpecIssue[] = [];
  /** Name in the spec → name of the layer whose output it refers to. */
  readonly outputs = new Map<string, string>();
  /** Name of the default input of the next entry. */
  last = 'input';
  /** Number of gradual DropIns added so far. */
  gradualDropIns = 0;
  /** Number of residual units added so far. */
  residualUnits = 0;

  add(draft: Draft): void {
    if (draft.layer.type === 'dropin') this.gradualDropIns++;
    this.drafts.push(draft);
  }

  /** Makes `name` refer to the output of `layer`. A name that is already in use is an issue. */
  name(name: string, layer: string, path: SpecPath): void {
    if (this.outputs.has(name)) {
      this.issues.push({
        path,
        expected: 'a unique name',
        found: `${JSON.stringify(name)} a second time`,
      });
      return;
    }
    this.outputs.set(name, layer);
  }

  /** The layer that `from` names; by default the previous entry. */
  source(from: string | undefined, path: SpecPath): OutputReference {
    return from === undefined ? { output: this.last, path } : { output: from, path: [...path, 'from'] };
  }
}
