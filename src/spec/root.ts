import { join, resolve } from 'node:path';
import { packagePath } from '../common/paths.js';

/** The folder of the shipped data set descriptors, and of fetched data sets. */
export const DATASETS = packagePath('datasets/');

/** The folder of a data set's images: `root` if given, else the folder `name` in $DROPIN_DATA, or in datasets/ by default. */
export function dataRoot(name: string, root: string | undefined, env = process.env): string {
  const { DROPIN_DATA: folder } = env;
  return root ?? join(folder === undefined || folder === '' ? DATASETS : folder, name);
}

/** The absolute path of the folder of a spec's images. A spec's digest does not cover it, though folders may differ. */
export function dataFolder(dataset: { readonly name: string; readonly root?: string | undefined }): string {
  return resolve(dataRoot(dataset.name, dataset.root));
}
