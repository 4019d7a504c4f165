import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DropinError } from '../common/errors.js';
import { processStart } from '../common/process-start.js';

const PREFIX = 'dropin-graph-';
/** What mkdtemp makes of the prefix. */
const OWN_NAME = new RegExp(`^${PREFIX}[A-Za-z0-9]{6}$`);
const MARKER = 'owner.json';
const markerSchema = z.strictObject({
  made_by: z.literal('dropin'),
  pid: z.number().int().positive(),
  process_start: z.string().optional(),
});

/** A younger folder may belong to a living process of another container, whose number means nothing here. */
const LEFT_BEHIND_MS = 3_600_000;

/** A folder for a file that TensorFlow has to read from a path. */
export interface TempFolder {
  /** The path of the file. */
  readonly file: string;
  readonly path: string;
  readonly remove: () => void;
}

/**
 * Makes a temporary folder for one file, and removes such folders that killed processes left behind.
 *
 * @throws {DropinError} where the temporary folder of the system cannot be written to.
 */
export function tempFolder(fileName: string): TempFolder {
  const path = make();
  removeLeftBehind(path, fileName);
  return {
    path,
    file: join(path, fileName),
    remove: () => {
      empty(path, fileName);
    },
  };
}

function make(): string {
  try {
    const path = mkdtempSync(join(tmpdir(), PREFIX));
    const marker = { made_by: 'dropin', pid: process.pid, process_start: processStart(process.pid) };
    writeFileSync(join(path, MARKER), JSON.stringify(marker), { flag: 'wx' });
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DropinError(
      `${tmpdir()}: cannot make a temporary folder (${reason}): set TMPDIR to a folder that can be written to`,
      1,
      { cause: error },
    );
  }
}

function removeLeftBehind(own: string, fileName: string): void {
  const now = lstatSync(own).mtimeMs; // by the file system's clock
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (OWN_NAME.test(name) && path !== own && isLeftBehind(path, now)) empty(path, fileName);
  }
}

/** A folder, not a link, of this user, old enough, whose marker names a process that is gone. */
function isLeftBehind(path: string, now: number): boolean {
  try {
    const stat = lstatSync(path);
    if (!stat.isDirectory() || stat.uid !== process.getuid?.()) return false;
    if (now - stat.mtimeMs < LEFT_BEHIND_MS || !lstatSync(join(path, MARKER)).isFile()) return false;
    const marker = markerSchema.parse(JSON.parse(readFileSync(join(path, MARKER), 'utf8')));
    return processStart(marker.pid) !== marker.process_start;
  } catch {
    return false;
  }
}

/** Removes the two files that we make, and the folder if nothing else is in it. */
function empty(path: string, fileName: string): void {
  for (const name of [fileName, MARKER]) rmSync(join(path, name), { force: true });
  try {
    rmdirSync(path);
  } catch {
    // Something else is in it, which is not ours to delete.
  }
}
