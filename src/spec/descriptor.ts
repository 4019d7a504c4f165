import { join } from 'node:path';
import { classFoldersIn } from '../common/class-folders.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { plural } from '../common/format.js';
import type { SpecIssue } from './issues.js';
import { nearest } from '../common/nearest.js';
import { schemaIssues } from './schema-issues.js';
import { DATASETS, dataRoot } from './root.js';
import { descriptorSchema, type Descriptor, type DescriptorFile } from './schema/descriptor.js';
import type { DatasetSpec } from './schema/spec.js';
import { readMapFile, yamlFilesIn } from './source/files.js';
import { issueMessages } from './source/message.js';
import { toPlain, type Origin } from './source/tree.js';

/** The names of the data sets shipped with the package, sorted. */
export function datasetNames(): readonly string[] {
  return yamlFilesIn(DATASETS).map((file) => file.replace(/\.yaml$/, ''));
}

/**
 * Finds the descriptor that a spec's `dataset.name` refers to: one in datasets/, or the user's own file, by a path that ends
 * in .yaml and is relative to the current folder. An unknown name is an issue.
 *
 * @param origin Where the spec has the name.
 * @throws {DropinError} if the descriptor itself is wrong.
 */
export function findDescriptor(name: string, origin?: Origin): DescriptorFile | SpecIssue {
  if (name.endsWith('.yaml')) return readDescriptor(name, origin);
  const names = datasetNames();
  if (names.includes(name)) return readDescriptor(join(DATASETS, `${name}.yaml`), origin);
  return {
    path: ['dataset', 'name'],
    expected: `a data set (${names.join(', ')}) or the path of a descriptor ending in .yaml`,
    found: JSON.stringify(name),
    suggestion: nearest(name, names),
  };
}

function readDescriptor(file: string, origin: Origin | undefined): DescriptorFile {
  const tree = readMapFile(file, 'a data set descriptor', origin);
  const plain = toPlain(tree);
  const result = descriptorSchema.safeParse(plain);
  if (result.success) return result.data;
  const issues = schemaIssues(descriptorSchema, plain, result.error.issues);
  throw new DropinError(issueMessages(tree, issues), EXIT.USAGE);
}

/** Applies a spec's overrides to a descriptor: the size that images are resized to, and the number of classes. */
export function completeDescriptor(file: DescriptorFile, dataset: DatasetSpec): Descriptor | SpecIssue {
  if (file.format !== 'folders') {
    if (dataset.image === undefined && dataset.classes === undefined) return file;
    const key = dataset.image === undefined ? 'classes' : 'image';
    const expected = `no value, because ${file.name} has a fixed one`;
    return { path: ['dataset', key], expected, found: JSON.stringify(dataset[key]) };
  }
  const image = dataset.image ?? file.image;
  if (image[2] !== 1 && image[2] !== 3) {
    const path = ['dataset', 'image'];
    return { path, expected: '3 channels, or 1 for gray', found: plural(image[2], 'channel') };
  }
  const train = join(dataRoot(file.name, dataset.root), file.train.folder);
  const classes = dataset.classes ?? file.classes ?? countClasses(train);
  if (classes > 0) return { ...file, image, classes };
  return {
    path: ['dataset', dataset.root === undefined ? 'name' : 'root'],
    expected: `one folder per class in ${train}, or dataset.classes`,
    found: 'none',
  };
}

function countClasses(folder: string): number {
  try {
    return classFoldersIn(folder).length;
  } catch {
    return 0;
  }
}
