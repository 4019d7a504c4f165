import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTextIfThere } from '../common/read-text.js';
import { sha256 } from '../common/sha256.js';

/** Lists the SHA-256 of every file of a folder, in the format of `sha256sum`. */
const SUMS = 'SHA256SUMS';

/** Writes the digests of a folder's files, just unpacked from an archive whose own digest was correct. */
export function writeSums(folder: string): void {
  const lines = readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  writeFileSync(join(folder, SUMS), lines.join(''), { flag: 'wx', flush: true });
}

/** The digests of a folder's files by name; empty if there is no list. */
export function readSums(folder: string): ReadonlyMap<string, string> {
  const text = readTextIfThere(join(folder, SUMS)) ?? '';
  return new Map(
    text.split('\n').flatMap((line) => {
      const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
      return match === null ? [] : [[match[2]!, match[1]!] as const];
    }),
  );
}
