import { readTextIfThere } from '../common/read-text.js';
import { ChangedFiles } from './changed-files.js';
import type { RunFolder } from './folder.js';
import { readFacts, type RunFacts } from './run-facts.js';

const known = new ChangedFiles<RunFacts | undefined>();

/** The facts about the run in a folder, read again only if its record has changed. Undefined if the record cannot be read. */
export function factsIn({ record }: RunFolder): RunFacts | undefined {
  return known.read(record, () => {
    try {
      const text = readTextIfThere(record);
      return text === undefined ? undefined : readFacts(text);
    } catch {
      return undefined;
    }
  });
}
