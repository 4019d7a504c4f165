import { join } from 'node:path';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { dataRoot } from '../spec/root.js';
import type { Descriptor } from '../spec/schema/descriptor.js';
import type { DatasetSpec } from '../spec/schema/spec.js';
import { BadImages, type BadImage } from './bad-images.js';
import { spreadOver, type Dataset, type OpenedSplits } from './dataset.js';
import { openCifar } from './open-cifar.js';
import { openFolders } from './open-folders.js';
import { openIdx } from './open-idx.js';

/** The settings of a spec's `dataset` section, without the name. */
export type OpenOptions = Partial<Omit<DatasetSpec, 'name'>>;

/**
 * Opens the data set that a descriptor describes.
 *
 * @param onSkip Called once for each skipped image.
 * @throws {DropinError} exit code 3, naming the file that is missing or damaged and what to do.
 */
export async function openDataset(
  descriptor: Descriptor,
  options: OpenOptions = {},
  onSkip?: (image: BadImage) => void,
): Promise<Dataset> {
  const bad = new BadImages(options.on_bad_image ?? 'fail', onSkip);
  const opened = await openSplits(descriptor, options, bad);
  const { limit, test_on: testOn } = options;
  const train = limit === undefined ? opened.train : spreadOver(opened.train, limit);
  const test = testOn === 'train' ? train : opened.test;
  if (test === undefined) {
    await opened.close();
    throw new DropinError(
      `data: ${descriptor.name} has no test images (expected them in ${testFolder(descriptor, options)}); ` +
        'add them, or set dataset.test_on to train to test on the training images',
      EXIT.DATA,
    );
  }
  return {
    ...opened,
    train,
    test,
    get badImages() {
      return bad.list;
    },
    get warnedImages() {
      return bad.warned;
    },
  };
}

/** Opens the splits of a data set that exist. */
export async function openSplits(
  descriptor: Descriptor,
  options: OpenOptions,
  bad: BadImages,
): Promise<OpenedSplits> {
  const root = dataRoot(descriptor.name, options.root);
  switch (descriptor.format) {
    case 'idx':
      return openIdx(descriptor, options.root);
    case 'cifar':
      return openCifar(descriptor, root, options.from ?? 'auto', bad);
    case 'folders':
      return openFolders(descriptor, root, options.from ?? 'auto', bad);
  }
}

function testFolder(descriptor: Descriptor, { root }: OpenOptions): string {
  const folder = descriptor.format === 'folders' ? descriptor.test.folder : 'test';
  return join(dataRoot(descriptor.name, root), folder);
}
