import { readdirSync, statSync, type Dirent } from 'node:fs';
import { extname, join } from 'node:path';
import { byCodePoint } from './code-point.js';

/** Files and folders that operating systems leave in image folders. They are neither classes nor images. */
const JUNK = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '@eadir',
  '$recycle.bin',
  'icon\r',
]);

/** Whether a name is neither a class nor an image: a dot file, or something that the system left. */
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
 * Lists the classes of a data set: the names of the subfolders, and of links to folders, sorted by code point. Files and
 * junk are ignored.
 *
 * @param onBroken Called with the path of each broken link: it may be a class that is not mounted.
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
