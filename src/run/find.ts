import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Any of them makes a folder a run's. */
const MARKS = ['run.json', 'curve.csv', 'spec.yaml'];

/** The folders of all runs below `root`, as paths from it with `/`, in order. A missing root has none. */
export function findRuns(root: string): readonly string[] {
  return existsSync(root) ? below(root, '') : [];
}

function below(root: string, path: string): readonly string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && MARKS.includes(entry.name)))
    return [path === '' ? '.' : path];
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((name) => below(root, path === '' ? name : `${path}/${name}`));
}
