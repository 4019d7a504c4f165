import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { filesBelow } from './paths.js';
import { messageOf } from './errors.js';

/**
 * The files of a cached folder with their digests, as the set-up wrote them. The listing is stored in the folder.
 * @typedef {Record<string, { bytes: number, modified_s: number, sha256: string }>} Listing
 */
const LISTING = 'files.json';

/** @param {string} file */
export async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Writes the listing of a complete folder. @param {string} folder */
export async function writeListing(folder) {
  /** @type {Listing} */
  const listing = {};
  for (const path of filesBelow(folder)) {
    const name = relative(folder, path);
    if (name !== LISTING && lstatSync(path).isFile())
      listing[name] = { ...sizeAndTime(path), sha256: await sha256(path) };
  }
  const draft = join(folder, `${LISTING}.${process.pid}`);
  writeFileSync(draft, JSON.stringify(listing, null, 1));
  renameSync(draft, join(folder, LISTING));
}

/** Size and time in whole seconds, because copies and container images keep no finer times. @param {string} path */
function sizeAndTime(path) {
  const { size, mtimeMs } = statSync(path);
  return { bytes: size, modified_s: Math.floor(mtimeMs / 1000) };
}

/** @param {string} folder @returns {Listing | undefined} undefined if it is missing or damaged */
function readListing(folder) {
  try {
    const listing = JSON.parse(readFileSync(join(folder, LISTING), 'utf8'));
    return typeof listing === 'object' && listing !== null && Object.keys(listing).length > 0
      ? listing
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the files of a folder still have the listed sizes and times. Reads no contents, so it takes about a millisecond.
 * @param {string} folder
 */
export function isUntouched(folder) {
  const listing = readListing(folder);
  if (listing === undefined) return false;
  return Object.entries(listing).every(([name, { bytes, modified_s }]) => {
    try {
      const found = sizeAndTime(join(folder, name));
      return found.bytes === bytes && found.modified_s === modified_s;
    } catch {
      return false;
    }
  });
}

/**
 * Reads every file of a folder and compares it with the listing.
 * @param {string} folder
 * @returns {Promise<string | undefined>} what is wrong with the first damaged file, if any
 */
export async function findDamage(folder) {
  const listing = readListing(folder);
  if (listing === undefined) return `${LISTING} is missing or damaged`;
  for (const [name, wanted] of Object.entries(listing)) {
    const path = join(folder, name);
    try {
      const { bytes } = sizeAndTime(path);
      if (bytes !== wanted.bytes) return `${name} has ${bytes} bytes instead of ${wanted.bytes}`;
      if ((await sha256(path)) !== wanted.sha256)
        return `${name} has different content than when it was unpacked`;
    } catch (error) {
      return `${name} cannot be read: ${messageOf(error)}`;
    }
  }
  return undefined;
}
