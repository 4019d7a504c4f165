import { createHash } from 'node:crypto';
import { constants, createReadStream, existsSync, lstatSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { syncToDisk } from '../common/durable.js';
import { makeFolder } from '../common/disk.js';

/** A file to download. */
export interface RemoteFile {
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
}

export interface FetchOptions {
  readonly onProgress: (done: number, total: number) => void;
  /** Delay before the second attempt; doubled for each further one. */
  readonly retryMs?: number;
  /** A connection that sends nothing for this long is closed. */
  readonly stallMs?: number;
}

const TRIES = 4;

/**
 * Downloads a file to `path`, unless it is already there and complete. Data goes to `path.part`, from which an interrupted
 * download resumes. The file is renamed once its size, SHA-256 and MD5 are correct.
 *
 * @throws {DropinError} exit code 3 if it cannot be downloaded or is not the expected file; 1 if the folder cannot be made.
 */
export async function fetchFile(file: RemoteFile, path: string, options: FetchOptions): Promise<void> {
  makeFolder(dirname(path));
  const part = `${path}.part`;
  if (existsSync(path)) {
    if (await isWhole(file, path)) return;
    // A shorter file may be an incomplete copy of the right one; the digests decide once the download is complete.
    await rename(path, sizeOf(path) < file.bytes ? part : `${path}.damaged`);
  }
  if (lstatSync(part, { throwIfNoEntry: false })?.isFile() === false) await rm(part, { recursive: true });
  for (let attempt = 1; sizeOf(part) < file.bytes; attempt++) {
    try {
      await download(file, part, options);
      if (sizeOf(part) < file.bytes) throw new Error('the connection was closed early');
    } catch (error) {
      if (error instanceof DropinError) throw error;
      if (attempt === TRIES) throw unreachable(file, part, error);
      await sleep((options.retryMs ?? 1000) * 2 ** (attempt - 1));
    }
  }
  await expectDigests(file, part);
  await syncToDisk(part);
  await rename(part, path);
}

async function download({ url, bytes }: RemoteFile, part: string, options: FetchOptions): Promise<void> {
  const have = sizeOf(part);
  const stall = new AbortController();
  const stallMs = options.stallMs ?? 60_000;
  const timer = setTimeout(() => {
    stall.abort();
  }, stallMs);
  try {
    const headers = new Headers(have > 0 ? { range: `bytes=${have}-` } : {});
    const response = await fetch(url, { headers, signal: stall.signal });
    if (!response.ok || response.body === null) {
      const answer = `the server answered ${response.status} ${response.statusText}`.trimEnd();
      if (response.status < 500)
        throw new DropinError(`data: ${url} could not be downloaded: ${answer}`, EXIT.DATA);
      throw new Error(answer);
    }
    // A server that ignores the range sends the whole file.
    let done = response.status === 206 ? have : 0;
    const handle = await open(part, done > 0 ? APPEND : CREATE);
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        timer.refresh();
        await handle.write(chunk);
        done += chunk.length;
        if (done > bytes) await refuse(part, `${url} is larger than the ${bytes} bytes expected`);
        options.onProgress(done, bytes);
      }
    } finally {
      await handle.close();
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Symbolic links are not followed, because anyone with write access to the folder could plant one. */
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;

async function isWhole(file: RemoteFile, path: string): Promise<boolean> {
  if (sizeOf(path) !== file.bytes) return false;
  const found = await digestsOf(path);
  return found.sha256 === file.sha256 && found.md5 === file.md5;
}

async function digestsOf(path: string): Promise<{ readonly sha256: string; readonly md5: string }> {
  const hashes = { sha256: createHash('sha256'), md5: createHash('md5') };
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) for (const hash of Object.values(hashes)) hash.update(chunk);
  });
  return { sha256: hashes.sha256.digest('hex'), md5: hashes.md5.digest('hex') };
}

async function expectDigests({ url, bytes, sha256, md5 }: RemoteFile, part: string): Promise<void> {
  const found = await digestsOf(part);
  for (const [kind, actual, expected] of [
    ['SHA-256', found.sha256, sha256],
    ['MD5', found.md5, md5],
  ] as const) {
    if (actual !== expected) {
      await refuse(part, `${url} is not the expected file: its ${kind} is ${actual}, expected ${expected}`);
    }
  }
  if (sizeOf(part) !== bytes) await refuse(part, `${url} has ${sizeOf(part)} bytes, expected ${bytes}`);
}

/** Deletes the partial download: resuming it would give the same wrong file. */
async function refuse(part: string, problem: string): Promise<never> {
  await rm(part, { force: true });
  throw new DropinError(`data: ${problem}; the download was deleted`, EXIT.DATA);
}

function unreachable({ url }: RemoteFile, part: string, error: unknown): DropinError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const kept = existsSync(part) ? `; rerun the command to resume from ${basename(part)}` : '';
  return new DropinError(`data: ${url} could not be downloaded: ${reason}${kept}`, EXIT.DATA, {
    cause: error,
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
