import { readdirSync, statSync, type Dirent } from 'node:fs';
import { extname, join } from 'node:path';
import { byCodePoint } from './code-point.js';

/** What systems leave in folders of images: neither classes nor images. Names that begin with a dot are none either. */
const JUNK = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '@eadir',
  '$recycle.bin',
  'icon\r',
]);

export function isJunk(name: string): boolean {
  return name.startsWith('.') || JUNK.has(name.toLowerCase());
}

/** Kinds of files that describe images, such as Tiny-ImageNet's boxes. */
const NOTES = new Set(['.csv', '.json', '.md', '.txt', '.xml']);

/** Whether a file lies among the images and is none. */
export function isNoImage(name: string): boolean {
  return isJunk(name) || NOTES.has(extname(name).toLowerCase());
}

/**
 * The names of the folders in a folder, or of links to folders, by code point: the classes of a data set. Files are
 * passed over, and so is junk.
 *
 * @param onBroken Told of a link to nothing, which may be a class that is not there at the moment.
 */
export function classFoldersIn(folder: string, onBroken: (path: string) => void = () => undefined): string[] {
  const isFolder = (entry: Dirent): boolean => {
    if (!entry.isSymbolicLink()) return entry.isDirectory();
    const path = join(folder, entry.name);
    const target = statSync(path, { throwIfNoEntry: false });
    if (target === undefined) onBroken(path);
    return target?.isDirectory() ?? false;
  };
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !isJunk(entry.name) && isFolder(entry))
    .map(({ name }) => name)
    .sort(byCodePoint);
}
