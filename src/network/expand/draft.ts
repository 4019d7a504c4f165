import type { SpecIssue } from '../../spec/issues.js';
import type { Layer, SpecPath } from '../layer.js';

/** A layer, by its own name: for the links within one entry. */
interface LayerReference {
  readonly layer: string;
}

/** What goes by a name in the spec: the layer of that name with its activation, or a block's last layer. */
interface OutputReference {
  readonly output: string;
  /** Where it was written. */
  readonly path: SpecPath;
}

export type Reference = LayerReference | OutputReference;

type Unwired<L> = L extends Layer ? Omit<L, 'inputs'> : never;

/** A layer before its inputs have been found. */
export interface Draft {
  readonly layer: Unwired<Layer>;
  readonly inputs: readonly Reference[];
  /** Of a DropIn whose y_prev is resized to the shape of y_new: how. */
  readonly resize?: 'nearest' | 'bilinear' | undefined;
}

/** Collects the layers that the entries of a spec stand for, and the names under which others may take their outputs. */
export class DraftNetwork {
  readonly drafts: Draft[] = [];
  readonly issues: SpecIssue[] = [];
  /** Name in the spec → layer whose output it stands for. */
  readonly outputs = new Map<string, string>();
  /** What the next entry takes by default. */
  last = 'input';

  /** Gradual DropIns so far. */
  gradualDropIns = 0;

  add(draft: Draft): void {
    if (draft.layer.type === 'dropin') this.gradualDropIns++;
    this.drafts.push(draft);
  }

  /** Lets `name` stand for the output of `layer`; a name that is taken is an issue. */
  name(name: string, layer: string, path: SpecPath): void {
    if (this.outputs.has(name)) {
      this.issues.push({
        path,
        expected: 'a name of its own',
        found: `${JSON.stringify(name)} a second time`,
      });
      return;
    }
    this.outputs.set(name, layer);
  }

  /** The layer that `from` names or, without one, the entry before. */
  source(from: string | undefined, path: SpecPath): OutputReference {
    return from === undefined ? { output: this.last, path } : { output: from, path: [...path, 'from'] };
  }
}
