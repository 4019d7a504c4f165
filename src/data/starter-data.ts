import { existsSync } from 'node:fs';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { plural } from '../common/format.js';
import { someOf } from '../common/some-of.js';
import { completeDescriptor, findDescriptor } from '../spec/descriptor.js';
import type { SpecIssue } from '../spec/issues.js';
import type { Descriptor, FoldersDescriptor } from '../spec/schema/descriptor.js';
import { datasetSchema, type DatasetSpec } from '../spec/schema/spec.js';
import type { StarterData } from '../spec/starter.js';
import { listFolders } from './folders.js';

/** Side in pixels that images of a folder are resized to. Small, so that a first run is quick. */
const SIDE = 64;

/**
 * What a starter spec says of a data set.
 *
 * @param data The name of a data set, or a folder with images in `train/CLASS` and perhaps `test/CLASS`.
 * @throws {DropinError} exit code 3, for a folder without such images; 2 for an unknown name.
 */
export function starterData(data: string): StarterData {
  return existsSync(data) ? ofFolder(data) : ofName(data);
}

function ofName(name: string): StarterData {
  const descriptor = described(datasetSchema.parse({ name }), EXIT.USAGE);
  if (descriptor.format === 'folders') {
    throw new DropinError(
      `--data ${name}: expected the folder of its images, with train/CLASS and test/CLASS, found its name`,
      EXIT.USAGE,
    );
  }
  const { classes, train, test, format } = descriptor;
  return {
    dataset: `{ name: ${name} }`,
    description: `${plural(train.count, 'training image')} of ${classes} classes, and ${plural(test.count, 'test image')}.`,
    mirror: format === 'cifar',
    classes,
    trainImages: train.count,
  };
}

function ofFolder(root: string): StarterData {
  const dataset = datasetSchema.parse({ name: 'imagefolder', root, image: [SIDE, SIDE, 3] });
  const descriptor = described(dataset, EXIT.DATA);
  const { classNames, train, test } = listFolders(descriptor as FoldersDescriptor, root);
  const testOn = test === undefined ? ', test_on: train' : '';
  const tested =
    test === undefined
      ? `There is no test/, so runs are tested on the training images.`
      : `${plural(test.paths.length, 'test image')}.`;
  return {
    dataset: `{ name: imagefolder, root: ${JSON.stringify(root)}, image: [${SIDE}, ${SIDE}, 3]${testOn} }`,
    description:
      `${plural(train.paths.length, 'training image')} of ${plural(classNames.length, 'class', 'classes')} ` +
      `(${someOf(classNames)}), resized to ${SIDE}×${SIDE} in colour. ${tested}`,
    mirror: true,
    classes: classNames.length,
    trainImages: train.paths.length,
  };
}

function described(dataset: DatasetSpec, exitCode: 2 | 3): Descriptor {
  const file = findDescriptor(dataset.name);
  if (!('format' in file)) {
    throw refused({ ...file, expected: `a folder of images, or ${file.expected}` }, exitCode);
  }
  const found = completeDescriptor(file, dataset);
  if (!('format' in found)) throw refused(found, exitCode);
  return found;
}

function refused({ expected, found, suggestion }: SpecIssue, exitCode: 2 | 3): DropinError {
  const meant = suggestion === undefined ? '' : `, did you mean ${suggestion}?`;
  return new DropinError(`--data: expected ${expected}, found ${found}${meant}`, exitCode);
}
