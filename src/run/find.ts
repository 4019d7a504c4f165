import { existsSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../common/errors.js';

/** Any of them makes a folder a run's. */
const MARKS = ['run.json', 'curve.csv', 'spec.yaml'];
/** Folders deeper than this hold no runs of ours. */
const DEEPEST = 16;

/**
 * The folders of all runs below `root`, as paths from it with `/`, in order. A missing root has none. Links are not followed.
 *
 * @param warn Told of every folder that cannot be looked into.
 */
export function findRuns(root: string, warn: (problem: string) => void = () => undefined): readonly string[] {
  const below = (path: string, depth: number): readonly string[] => {
    const entries = entriesOf(join(root, path), warn);
    if (entries.some((entry) => !entry.isDirectory() && MARKS.includes(entry.name))) {
      return [path === '' ? '.' : path];
    }
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    if (depth === DEEPEST && folders.length > 0) {
      warn(`${join(root, path)}: folders below the ${DEEPEST}th level are not searched`);
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
