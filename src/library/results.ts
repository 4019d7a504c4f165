import { statSync } from 'node:fs';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/** @throws {DropinError} exit code 2, if the folder does not exist: a mistyped name must not look like empty results. */
export function expectResults(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new DropinError(
    `--results ${folder}: no such folder; give the folder that holds your runs, or start one with dropin run`,
    EXIT.USAGE,
  );
}
