import { join, resolve } from 'node:path';
import { packagePath } from '../common/paths.js';

/** The folder of the data set descriptors that come with the project; fetched data sets lie beside them. */
export const DATASETS = packagePath('datasets/');

/** Where the images of a data set are looked for: `root`, else the set's folder in $DROPIN_DATA, else in datasets/. */
export function dataRoot(name: string, root: string | undefined, env = process.env): string {
  const { DROPIN_DATA: folder } = env;
  return root ?? join(folder === undefined || folder === '' ? DATASETS : folder, name);
}

/** The absolute folder of a spec's images: a digest does not say where the data is, and another folder may hold other data. */
export function dataFolder({
  name,
  root,
}: {
  readonly name: string;
  readonly root?: string | undefined;
}): string {
  return resolve(dataRoot(name, root));
}
