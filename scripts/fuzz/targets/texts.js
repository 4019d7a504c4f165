// Texts: specs, claims files, descriptors, options, curves, records, lists.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../setup/paths.js';
import { mutateText } from '../mutate.js';
import { isDropinError, isPlainError } from './errors.js';

/** @param {string} folder */
const textsOf = (folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));

const DIGEST = 'a'.repeat(64);

/** @type {import('./index.js').Targets} */
export const texts = {
  async specs(folder) {
    const { loadExperiment } = await import('#build/network/load.js');
    const file = join(folder, 'spec.yaml');
    const read = (/** @type {string} */ text) => {
      writeFileSync(file, text);
      return loadExperiment(file);
    };
    return { samples: textsOf('configs'), mutate: mutateText, read, foreseen: isDropinError };
  },

  async 'claims files'(folder) {
    const { loadPaper } = await import('#build/report/paper/load.js');
    const { Reporter } = await import('#build/report/report.js');
    const study = join(ROOT, 'docs/example-study');
    const file = join(folder, 'claims.yaml');
    for (const name of ['narrow.yaml', 'wide.yaml']) copyFileSync(join(study, name), join(folder, name));
    const read = (/** @type {string} */ text) => {
      writeFileSync(file, text);
      return new Reporter(loadPaper(file)).report([]);
    };
    const claims = readFileSync(join(study, 'claims.yaml'), 'utf8');
    writeFileSync(join(folder, 'more.yaml'), 'series: { wide.slow: { network: wide } }\n');
    const samples = [claims, `${claims}include: [more.yaml]\n`];
    return { samples, mutate: mutateText, read, foreseen: isDropinError };
  },

  async '--set options'() {
    const { loadExperiment } = await import('#build/network/load.js');
    return {
      samples: ['solver.base_lr=0.1', 'network.0.conv.outputs=5', 'policy={type: fixed}', 'notes.0.about=x'],
      mutate: mutateText,
      read: (text) => loadExperiment(join(ROOT, 'configs/lenet.yaml'), { set: [text] }),
      foreseen: isDropinError,
    };
  },

  async 'dataset descriptors'(folder) {
    const { findDescriptor } = await import('#build/spec/descriptor.js');
    const file = join(folder, 'set.yaml');
    const read = (/** @type {string} */ text) => {
      writeFileSync(file, text);
      return findDescriptor(file);
    };
    return { samples: textsOf('datasets'), mutate: mutateText, read, foreseen: isDropinError };
  },

  async 'curve.csv files'() {
    const { parseCurve, curveUpTo } = await import('#build/run/curve.js');
    return {
      samples: [
        'iteration,split,loss,accuracy,top5,learning_rate,dropin_p,images_per_second,elapsed_s\n' +
          '0,test,2.3,0.1,,,0,1000.0,1.000\n0,train,2.3,0.1,,0.01,0,1000.0,1.000\n10,train,2.2,0.2,,0.01,0,1.0,2.0\n',
      ],
      mutate: mutateText,
      read: (text) => [parseCurve(text), curveUpTo(text, 5, true)],
      foreseen: isPlainError,
    };
  },

  async 'checkpoints’ state.json files'() {
    const { parseState } = await import('#build/run/checkpoint-read.js');
    const state = {
      ...{
        format: 1,
        iteration: 40,
        tested: false,
        elapsed_s: 1.5,
        spec_digest: DIGEST,
        batches_sha256: DIGEST,
      },
      sha256: { 'model.index': DIGEST, 'model.data-00000-of-00001': DIGEST },
    };
    const samples = [JSON.stringify(state, null, 2)];
    return { samples, mutate: mutateText, read: parseState, foreseen: isPlainError };
  },

  async 'run.json files'(folder) {
    const { readRecord } = await import('#build/run/record-file.js');
    const { runFolder } = await import('#build/run/folder.js');
    const run = runFolder(folder);
    const read = (/** @type {string} */ text) => {
      writeFileSync(run.record, text);
      return readRecord(run);
    };
    const sample = readFileSync(join(ROOT, 'results/reference', referenceRun(), 'run.json'), 'utf8');
    return { samples: [sample], mutate: mutateText, read, foreseen: isDropinError };
  },

  async 'shard indexes'(folder) {
    const { openShards } = await import('#build/data/shards/open.js');
    const { BadImages } = await import('#build/data/bad-images.js');
    const { sha256 } = await import('#build/common/sha256.js');
    const shards = join(folder, 'shards-2x2x3');
    mkdirSync(shards);
    const files = {
      'train-00000.pixels': Buffer.alloc(24, 7),
      'train.labels': Buffer.from(Int32Array.of(0, 1).buffer),
      'train.names': Buffer.from('train/a/x.png\ntrain/b/y.png\n'),
    };
    const described = Object.entries(files).map(([name, bytes]) => {
      writeFileSync(join(shards, name), bytes);
      return { name, bytes: bytes.length, sha256: sha256(bytes) };
    });
    const [pixels, labels, names] = described;
    const { PIXELS_VERSION: version } = await import('#build/data/identity.js');
    const source = {
      ...{ version: 2, format: 'folders', image: [2, 2, 3], classes: 2, train: 2, test: 0 },
      ...{ content: DIGEST, order: DIGEST, pixels: version },
    };
    const index = {
      ...{ format: 2, dataset: 'x', image: [2, 2, 3], classes: 2, source, source_v1: DIGEST },
      images_per_shard: 2,
      ...{ train: { count: 2, pixels: [pixels], labels, names }, bad_images: [] },
    };
    /** @type {import('#build/spec/schema/descriptor.js').FoldersDescriptor} */
    const descriptor = { name: 'x', format: 'folders', image: [2, 2, 3], classes: 2, train: { folder: 'train' }, test: { folder: 'test' } }; // prettier-ignore
    return {
      samples: [JSON.stringify(index, null, 2)],
      mutate: mutateText,
      read(text) {
        writeFileSync(join(shards, 'index.json'), text);
        const train = openShards(descriptor, folder, true, new BadImages('fail'))?.train;
        return train && Array.from(train.labels, (_, image) => [train.source(image), train.name(image)]);
      },
      foreseen: isDropinError,
    };
  },

  async 'lists of labels'(folder) {
    const { listFolders } = await import('#build/data/folders.js');
    for (const name of ['train/a', 'train/b', 'test']) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ['train/a/1.png', 'train/b/2.png', 'test/3.png'])
      writeFileSync(join(folder, name), 'x');
    /** @type {import('#build/spec/schema/descriptor.js').FoldersDescriptor} */
    const descriptor = { name: 'x', format: 'folders', image: [8, 8, 3], classes: 2, train: { folder: 'train' }, test: { folder: 'test', labels: 'test.txt' } }; // prettier-ignore
    return {
      samples: ['3.png 0\n4.png 1\n', 'ILSVRC2012_val_00000001.JPEG 1\n'],
      mutate: mutateText,
      read(text) {
        writeFileSync(join(folder, 'test.txt'), text);
        const { test } = listFolders(descriptor, folder);
        const outside = test?.paths.find(
          (/** @type {string} */ path) => !join(folder, path).startsWith(`${folder}/`),
        );
        if (outside !== undefined) throw new RangeError(`a path outside: ${outside}`);
        return test;
      },
      foreseen: isDropinError,
    };
  },
};

/** One of the runs shipped with the project. */
function referenceRun() {
  return (
    readdirSync(join(ROOT, 'results/reference'), { withFileTypes: true }).find((entry) => entry.isDirectory())
      ?.name ?? ''
  );
}
