import { join } from 'node:path';
import { classFoldersIn } from '../common/class-folders.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { SpecIssue } from './issues.js';
import { nearest } from '../common/nearest.js';
import { schemaIssues } from './schema-issues.js';
import { DATASETS, dataRoot } from './root.js';
import { descriptorSchema, type Descriptor, type DescriptorFile } from './schema/descriptor.js';
import type { DatasetSpec } from './schema/spec.js';
import { readMapFile, yamlFilesIn } from './source/files.js';
import { issueMessages } from './source/message.js';
import { toPlain, type Origin } from './source/tree.js';

/** The names of the data sets that come with the project, sorted. */
export function datasetNames(): readonly string[] {
  return yamlFilesIn(DATASETS).map((file) => file.replace(/\.yaml$/, ''));
}

/**
 * The descriptor that a spec's `dataset.name` stands for: one of datasets/, or a file of the user's own, by a path that ends
 * in .yaml and counts from the current folder. An unknown name is an issue.
 *
 * @param origin Where the name was written.
 * @throws DropinError if the descriptor itself is wrong.
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
  const tree = readMapFile(file, 'the descriptor of a data set', origin);
  const plain = toPlain(tree);
  const result = descriptorSchema.safeParse(plain);
  if (result.success) return result.data;
  const issues = schemaIssues(descriptorSchema, plain, result.error.issues);
  throw new DropinError(issueMessages(tree, issues), EXIT.USAGE);
}

/** A descriptor with what the spec says in its place: the size that images are resized to, the number of classes. */
export function completeDescriptor(file: DescriptorFile, dataset: DatasetSpec): Descriptor | SpecIssue {
  if (file.format !== 'folders') {
    if (dataset.image === undefined && dataset.classes === undefined) return file;
    const key = dataset.image === undefined ? 'classes' : 'image';
    const expected = `none, since those of ${file.name} are fixed`;
    return { path: ['dataset', key], expected, found: JSON.stringify(dataset[key]) };
  }
  const image = dataset.image ?? file.image;
  if (image[2] !== 1 && image[2] !== 3) {
    const path = ['dataset', 'image'];
    return { path, expected: '3 channels, or 1 for grey', found: `${image[2]} channels` };
  }
  const train = join(dataRoot(file.name, dataset.root), file.train.folder);
  const classes = dataset.classes ?? file.classes ?? countClasses(train);
  if (classes > 0) return { ...file, image, classes };
  return {
    path: ['dataset', dataset.root === undefined ? 'name' : 'root'],
    expected: `a folder for every class in ${train}, or dataset.classes`,
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
