import { readCached, writeCached } from '../cache-file.js';
import { FileStats } from './stats.js';

/** Bytes of a SHA-256. */
export const DIGEST_BYTES = 32;

/** Digests of files, with the stats of the files when they were read. */
export interface KnownDigests {
  readonly paths: readonly string[];
  readonly stats: FileStats;
  /** `[count, 32]`: SHA-256 of each file; zeros where unknown. */
  readonly digests: Uint8Array;
}

const FORMAT = 1;

/** First line of a cache file. `paths` (joined by NUL), `stats` and `digests` follow it. */
interface Header {
  readonly format: number;
  readonly count: number;
  readonly path_bytes: number;
}

/** Undefined if the cache file is missing or damaged; the digests must then be computed again. */
export function readKnownDigests(name: string): KnownDigests | undefined {
  const content = readCached('digests', name);
  return content && parse(content);
}

export function writeKnownDigests(name: string, known: KnownDigests): void {
  writeCached(serialize(known), 'digests', name);
}

function serialize({ paths, stats, digests }: KnownDigests): Buffer {
  const names = Buffer.from(paths.join('\0'));
  const header: Header = {
    format: FORMAT,
    count: paths.length,
    path_bytes: names.length,
  };
  const { buffer, byteOffset, byteLength } = stats.values;
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    names,
    Buffer.from(buffer, byteOffset, byteLength),
    digests,
  ]);
}

function parse(body: Buffer): KnownDigests | undefined {
  const names = body.indexOf('\n') + 1;
  const header = JSON.parse(body.toString('utf8', 0, names)) as Header;
  if (header.format !== FORMAT) return undefined;
  const stats = names + header.path_bytes;
  const digests = stats + header.count * FileStats.FIELDS * Float64Array.BYTES_PER_ELEMENT;
  return {
    paths: body.toString('utf8', names, stats).split('\0'),
    stats: new FileStats(new Float64Array(Uint8Array.from(body.subarray(stats, digests)).buffer)),
    digests: body.subarray(digests),
  };
}
