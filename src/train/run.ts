import type { RunRecord } from '../run/record.js';
import { Journal } from './journal.js';
import { trainLoop } from './loop.js';
import { loopParts } from './loop-parts.js';
import { Opened } from './opened.js';
import { prepare } from './prepare.js';
import type { Engine, RunRequest } from './request.js';

export interface RunResult {
  readonly record: RunRecord;
  /** Whether the run had already finished, so that nothing was done. */
  readonly alreadyFinished: boolean;
}

/**
 * Trains a spec into a folder, from the beginning or from the newest checkpoint of the same run.
 *
 * @throws {DropinError} before the first step with all problems found (see `prepare`); later if the folder cannot be written
 *   to (1) or an image cannot be read (3).
 */
export async function run(request: RunRequest, engine: Engine): Promise<RunResult> {
  const opened = new Opened();
  try {
    const prepared = await prepare(request, engine, opened);
    if ('finished' in prepared) return { record: prepared.finished, alreadyFinished: true };
    const journal = await Journal.open(request, prepared, opened);
    try {
      request.observer.began(journal.from.iteration);
      const end = await trainLoop(loopParts(request, prepared, journal), journal.from);
      return { record: journal.finish(end), alreadyFinished: false };
    } catch (error) {
      throw journal.fail(error);
    }
  } finally {
    await opened.close();
  }
}
