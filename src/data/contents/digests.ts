import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../common/sha256.js';
import { threadsToUse } from '../../common/threads.js';
import { ThreadPool } from '../threads/pool.js';
import { DIGEST_BYTES, readKnownDigests, writeKnownDigests, type KnownDigests } from './cache.js';
import { FileStats } from './stats.js';
import type { DigestJob, Digests } from './worker.js';

/** Files inside one folder and its subfolders. */
export interface FileList {
  readonly root: string;
  /** The folder, relative to `root`. */
  readonly folder: string;
  /** Relative to `root`. */
  readonly paths: readonly string[];
  readonly stats: FileStats;
  /** Why a file cannot be read, by its index. Such a file has no digest. */
  readonly problems: ReadonlyMap<number, string>;
}

/** Called with the number of files read so far and the total. */
export type OnRead = (done: number, total: number) => void;

/** Files in one job of a thread. */
const JOB_FILES = 64;
/** How often digests are saved: an interrupted read resumes from the last save. */
const SAVE_INTERVAL_MS = 60_000;
/**
 * A file that changed less than this before it was read may change again within the resolution of its timestamp, so its
 * digest is not cached. (git's index has the same rule.)
 */
const SETTLED_MS = 2_000;

/**
 * SHA-256 of every file, `[count, 32]`; zeros for files that cannot be read. Digests are cached in
 * `~/.cache/dropin/digests` (or under DROPIN_CACHE), so only files whose stat changed are read again.
 *
 * @throws {DropinError} exit code 1 for a system error, 3 if a file changes while it is read.
 */
export async function digestsOfFiles(files: FileList, onRead: OnRead = () => undefined): Promise<Uint8Array> {
  const cache = cacheName(files);
  const digests = new Uint8Array(files.paths.length * DIGEST_BYTES);
  const known = readKnownDigests(cache);
  const unknown = known === undefined ? readable(files) : copyKnown(files, known, digests);
  if (unknown.length === 0) return digests;
  const readAtMs = Date.now();
  const save = () => {
    const settled = settledStats(files, digests, readAtMs);
    if (unknown.some((file) => settled.get(file).mtimeMs !== 0)) {
      writeKnownDigests(cache, { paths: files.paths, stats: settled, digests });
    }
  };
  await readAll(files, unknown, digests, onRead, save);
  save();
  return digests;
}

/** Each folder has its own cache file, named after its real path. */
function cacheName({ root, folder }: FileList): string {
  return `${sha256(realpathSync(join(root, folder))).slice(0, 32)}.bin`;
}

function readable({ paths, problems }: FileList): number[] {
  return Array.from(paths, (_, file) => file).filter((file) => !problems.has(file));
}

/** Copies the digests of unchanged files; returns the indices of the others. */
function copyKnown(files: FileList, known: KnownDigests, into: Uint8Array): number[] {
  const position = positionsIn(known.paths, files.paths);
  return readable(files).filter((file) => {
    const at = position(file);
    if (at === undefined || !files.stats.same(file, known.stats, at)) return true;
    into.set(known.digests.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES), file * DIGEST_BYTES);
    return false;
  });
}

/** Index in `list` of each of `paths`; for most files it is the same index. */
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
  save: () => void,
): Promise<void> {
  const threads = Math.min(threadsToUse(), Math.ceil(wanted.length / JOB_FILES));
  const pool = new ThreadPool<DigestJob, Digests>('contents/worker.js', undefined, threads);
  let next = 0;
  let done = 0;
  let savedAt = performance.now();
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
      if (performance.now() - savedAt > SAVE_INTERVAL_MS) {
        save();
        savedAt = performance.now();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.size }, (_, thread) => feed(thread)));
  } finally {
    await pool.close();
  }
}

/** The stats to save: zeros for files that have no digest yet or changed just before they were read. */
function settledStats({ paths, stats }: FileList, digests: Uint8Array, readAtMs: number): FileStats {
  const settledOnly = new FileStats(paths.length);
  for (let file = 0; file < paths.length; file++) {
    const digest = digests.subarray(file * DIGEST_BYTES, (file + 1) * DIGEST_BYTES);
    const stat = stats.get(file);
    const settled = Math.max(stat.mtimeMs, stat.ctimeMs) < readAtMs - SETTLED_MS;
    if (settled && digest.some((byte) => byte !== 0)) settledOnly.set(file, stat);
  }
  return settledOnly;
}
