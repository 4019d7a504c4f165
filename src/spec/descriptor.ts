import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DropinError, type SpecIssue } from './errors.js';
import { nearest } from './nearest.js';
import { schemaIssues } from './schema-issues.js';
import { descriptorSchema, type Descriptor } from './schema/descriptor.js';
import { readMapFile, yamlFilesIn } from './source/files.js';
import { issueMessage } from './source/message.js';
import { toPlain, type Origin } from './source/tree.js';

/** The folder of the data set descriptors that come with the project. */
const DATASETS = fileURLToPath(new URL('../../datasets/', import.meta.url));

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
export function findDescriptor(name: string, origin?: Origin): Descriptor | SpecIssue {
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

function readDescriptor(file: string, origin: Origin | undefined): Descriptor {
  const tree = readMapFile(file, 'the descriptor of a data set', origin);
  const plain = toPlain(tree);
  const result = descriptorSchema.safeParse(plain);
  if (result.success) return result.data;
  const issues = schemaIssues(descriptorSchema, plain, result.error.issues);
  throw new DropinError(issues.map((issue) => issueMessage(tree, issue)).join('\n'), 2);
}
