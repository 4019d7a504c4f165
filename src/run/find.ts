import { existsSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../common/errors.js';

/** Files that identify the folder of a run. */
const MARKS = ['run.json', 'curve.csv', 'spec.yaml'];
/** Maximum depth of the search. */
const MAX_DEPTH = 16;

/**
 * Finds all runs below `root`. Does not follow links. A missing root has no runs.
 *
 * @param warn Called for every folder that cannot be searched.
 * @returns The folders of the runs as sorted paths relative to `root`, with `/`.
 */
export function findRuns(root: string, warn: (problem: string) => void = () => undefined): readonly string[] {
  const below = (path: string, depth: number): readonly string[] => {
    const entries = entriesOf(join(root, path), warn);
    if (entries.some((entry) => !entry.isDirectory() && MARKS.includes(entry.name))) {
      return [path === '' ? '.' : path];
    }
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    if (depth === MAX_DEPTH && folders.length > 0) {
      warn(`${join(root, path)}: folders more than ${MAX_DEPTH} levels deep are not searched`);
      return [];
    }
    return folders
      .map((entry) => entry.name)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .flatMap((name) => below(path === '' ? name : `${path}/${name}`, depth + 1));
  };
  return existsSync(root) ? below('', 0) : [];
}

function entriesOf(folder: string, warn: (problem: string) => void): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    warn(`${folder} cannot be read: ${messageOf(error)}`);
    return [];
  }
}
