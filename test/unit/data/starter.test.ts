import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { starterData } from '../../../src/data/starter-data.js';
import { loadExperiment } from '../../../src/network/load.js';
import { starterSpec } from '../../../src/spec/starter.js';
import { folderOf } from '../spec/helpers.js';
import { photosFolder } from './photos.js';

/** The experiment that a starter spec describes. */
function starter(data: string) {
  const file = join(folderOf({}), 'mine.yaml');
  writeFileSync(file, starterSpec('mine', starterData(data)));
  return loadExperiment(file);
}

describe('a starter spec', () => {
  it('for MNIST has ten classes and 10,000 iterations, half of them a ramp', () => {
    const { spec } = starter('mnist');
    expect(spec).toMatchObject({
      name: 'mine',
      dataset: { name: 'mnist' },
      transform: { mirror: false },
      solver: { iterations: 10_000 },
      dropin: { length: 5000 },
      test: { interval: 500 },
    });
    expect(spec.network.at(-1)).toMatchObject({ fc: { outputs: 10 } });
  });

  it('for CIFAR-10 mirrors images', () => {
    expect(starter('cifar10').spec.transform.mirror).toBe(true);
  });

  it('for a folder counts its classes and images, and trains long enough on few images', async () => {
    const root = await photosFolder();
    const { spec } = starter(root);
    expect(spec).toMatchObject({
      dataset: { name: 'imagefolder', root, image: [64, 64, 3] },
      solver: { iterations: 200 },
      dropin: { length: 100 },
      test: { interval: 10 },
    });
    expect(spec.network.at(-1)).toMatchObject({ fc: { outputs: 2 } });
    expect(starterSpec('mine', starterData(root))).toContain(
      '# 5 training images of 2 classes (cat, dog), resized to 64×64 in colour. 2 test images.\n',
    );
  });

  it.each([
    [
      'nowhere',
      2,
      '--data: expected a folder of images, or a data set (cifar10, imagefolder, imagenet, mnist) or the path of a ' +
        'descriptor ending in .yaml, found "nowhere"',
    ],
    [
      'imagenet',
      2,
      '--data imagenet: expected the folder of its images, with train/CLASS and test/CLASS, found its name',
    ],
    [
      '/proc/self/fdinfo',
      3,
      '--data: expected one folder per class in /proc/self/fdinfo/train, or dataset.classes, found none',
    ],
  ])('is refused for %s', (data, exitCode, message) => {
    expect(() => starterData(data)).toThrow(expect.objectContaining({ message, exitCode }));
  });
});
