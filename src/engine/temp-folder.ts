import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { processStart } from '../common/process-start.js';

const PREFIX = 'dropin-graph-';
/** Names that mkdtemp generates from the prefix. */
const OWN_NAME = new RegExp(`^${PREFIX}[A-Za-z0-9]{6}$`);
const MARKER = 'owner.json';
const markerSchema = z.strictObject({
  made_by: z.literal('dropin'),
  pid: z.number().int().positive(),
  process_start: z.string().optional(),
});

/** Age at which a folder may be deleted. A younger one may belong to a process in another container, whose PID means nothing here. */
const ABANDONED_MS = 3_600_000;

/** A folder for a file that TensorFlow reads from a path. */
export interface TempFolder {
  /** The path of the file. */
  readonly file: string;
  readonly path: string;
  readonly remove: () => void;
}

/**
 * Creates a temporary folder for one file, and deletes the folders that killed processes left behind.
 *
 * @throws {DropinError} exit code 1, if the system's temporary folder is not writable.
 */
export function tempFolder(fileName: string): TempFolder {
  const path = create();
  removeAbandoned(path, fileName);
  return {
    path,
    file: join(path, fileName),
    remove: () => {
      removeFolder(path, fileName);
    },
  };
}

function create(): string {
  try {
    const path = mkdtempSync(join(tmpdir(), PREFIX));
    const marker = { made_by: 'dropin', pid: process.pid, process_start: processStart(process.pid) };
    writeFileSync(join(path, MARKER), JSON.stringify(marker), { flag: 'wx' });
    return path;
  } catch (error) {
    const reason = messageOf(error);
    throw new DropinError(
      `cannot create a temporary folder in ${tmpdir()} (${reason}): set TMPDIR to a writable folder`,
      EXIT.FAILED,
      { cause: error },
    );
  }
}

function removeAbandoned(own: string, fileName: string): void {
  // The time by the file system's clock.
  const now = lstatSync(own).mtimeMs;
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (OWN_NAME.test(name) && path !== own && isAbandoned(path, now)) removeFolder(path, fileName);
  }
}

/** Whether a path is a folder (not a link) of this user, old enough, whose marker names a process that no longer runs. */
function isAbandoned(path: string, now: number): boolean {
  try {
    const stat = lstatSync(path);
    if (!stat.isDirectory() || stat.uid !== process.getuid?.()) return false;
    if (now - stat.mtimeMs < ABANDONED_MS || !lstatSync(join(path, MARKER)).isFile()) return false;
    const marker = markerSchema.parse(JSON.parse(readFileSync(join(path, MARKER), 'utf8')));
    return processStart(marker.pid) !== marker.process_start;
  } catch {
    return false;
  }
}

/** Deletes the two files that we create, and the folder if it is then empty. */
function removeFolder(path: string, fileName: string): void {
  for (const name of [fileName, MARKER]) rmSync(join(path, name), { force: true });
  try {
    rmdirSync(path);
  } catch {
    // It contains something that is not ours to delete.
  }
}
