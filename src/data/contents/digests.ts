import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../digest.js';
import { ThreadPool } from '../threads/pool.js';
import { DIGEST_BYTES, readKnownDigests, writeKnownDigests, type KnownDigests } from './cache.js';
import { FileStats } from './stats.js';
import type { DigestJob, Digests } from './worker.js';

/** Files below one folder. */
export interface FileList {
  readonly root: string;
  /** The folder, below `root`. */
  readonly folder: string;
  /** Below `root`. */
  readonly paths: readonly string[];
  readonly stats: FileStats;
  /** What is wrong with a file that cannot be read, by its number: it has no digest. */
  readonly problems: ReadonlyMap<number, string>;
}

/** Told how many of all files have been read. */
export type OnRead = (done: number, total: number) => void;

/** Files that a thread reads at once. */
const JOB_FILES = 64;
/** A reading that is cut off starts again from what was kept last. */
const KEEP_EVERY_MS = 60_000;
/**
 * A file that changed so shortly before it was read may change again without another time stamp: it is read again at the
 * next start. (git's index does likewise.)
 */
const SETTLED_MS = 2_000;

/**
 * The SHA-256 of every file, `[count, 32]`; zeros for one that cannot be read. Digests are kept in the cache
 * (`~/.cache/dropin/digests`, or below DROPIN_CACHE), so that only files whose stat changed are read again.
 *
 * @throws {DropinError} exit code 1 for a fault of the machine, 3 for a file that changes while it is read.
 */
export async function digestsOfFiles(files: FileList, onRead: OnRead = () => undefined): Promise<Uint8Array> {
  const cache = cacheName(files);
  const digests = new Uint8Array(files.paths.length * DIGEST_BYTES);
  const known = readKnownDigests(cache);
  const unknown = known === undefined ? unproblematic(files) : copyKnown(files, known, digests);
  if (unknown.length === 0) return digests;
  const readAtMs = Date.now();
  const keep = () => {
    const kept = settledStats(files, digests, readAtMs);
    if (unknown.some((file) => kept.get(file).mtimeMs !== 0)) {
      writeKnownDigests(cache, { paths: files.paths, stats: kept, digests });
    }
  };
  await readAll(files, unknown, digests, onRead, keep);
  keep();
  return digests;
}

/** A cache file for each folder, by its real path. */
function cacheName({ root, folder }: FileList): string {
  return `${sha256(realpathSync(join(root, folder))).slice(0, 32)}.bin`;
}

function unproblematic({ paths, problems }: FileList): number[] {
  return Array.from(paths, (_, file) => file).filter((file) => !problems.has(file));
}

/** Copies the digests of the files that are as they were; gives the numbers of the others. */
function copyKnown(files: FileList, known: KnownDigests, into: Uint8Array): number[] {
  const position = positionsIn(known.paths, files.paths);
  return unproblematic(files).filter((file) => {
    const at = position(file);
    if (at === undefined || !files.stats.same(file, known.stats, at)) return true;
    into.set(known.digests.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES), file * DIGEST_BYTES);
    return false;
  });
}

/** Where each of `paths` is in `list`: mostly at the same place. */
function positionsIn(
  list: readonly string[],
  paths: readonly string[],
): (file: number) => number | undefined {
  let numbers: Map<string, number> | undefined;
  return (file) => {
    if (list[file] === paths[file]) return file;
    numbers ??= new Map(list.map((path, number) => [path, number]));
    return numbers.get(paths[file]!);
  };
}

async function readAll(
  { root, paths, stats }: FileList,
  wanted: readonly number[],
  digests: Uint8Array,
  onRead: OnRead,
  keep: () => void,
): Promise<void> {
  const threads = Math.min(availableParallelism(), Math.ceil(wanted.length / JOB_FILES));
  const pool = new ThreadPool<DigestJob, Digests>('contents/worker.js', undefined, threads);
  let next = 0;
  let done = 0;
  let keptAt = performance.now();
  const feed = async (thread: number): Promise<void> => {
    while (next < wanted.length) {
      const part = wanted.slice(next, (next += JOB_FILES));
      const files = part.map((file) => ({ path: join(root, paths[file]!), listed: stats.get(file) }));
      const found = await pool.run(thread, { files });
      for (const [index, file] of part.entries()) {
        digests.set(found.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES), file * DIGEST_BYTES);
      }
      done += part.length;
      onRead(done, wanted.length);
      if (performance.now() - keptAt > KEEP_EVERY_MS) {
        keep();
        keptAt = performance.now();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.size }, (_, thread) => feed(thread)));
  } finally {
    await pool.close();
  }
}

/** The stats to keep: zeros for files that have no digest yet, or changed too shortly before they were read. */
function settledStats({ paths, stats }: FileList, digests: Uint8Array, readAtMs: number): FileStats {
  const kept = new FileStats(paths.length);
  for (let file = 0; file < paths.length; file++) {
    const digest = digests.subarray(file * DIGEST_BYTES, (file + 1) * DIGEST_BYTES);
    const stat = stats.get(file);
    const settled = Math.max(stat.mtimeMs, stat.ctimeMs) < readAtMs - SETTLED_MS;
    if (settled && digest.some((byte) => byte !== 0)) kept.set(file, stat);
  }
  return kept;
}
