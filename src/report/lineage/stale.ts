import type { Run } from '../results/run.js';
import { CodeChanges } from './code-changes.js';
import { SpecChanges } from './spec-changes.js';

/** Says of a run why its numbers may not be what the same command would give now. */
export class StaleCheck {
  private readonly code = new CodeChanges();
  private readonly specs = new SpecChanges();

  reasons({ record, digest }: Run): readonly string[] {
    return [
      ...(this.specs.since(record, digest) === true ? ['its spec has changed since'] : []),
      ...(record.commit !== undefined && this.code.since(record.commit) === true
        ? ['the code has changed since']
        : []),
    ];
  }
}
