import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { computesAt, computingPart } from '../../../src/spec/computing.js';
import {
  computingDifferences,
  digestOfRecorded,
  isRunOf,
  seedDigests,
  shortDigest,
  specDigest,
} from '../../../src/spec/identity.js';
import { loadSpec, type Overrides } from '../../../src/spec/load.js';
import { serializeSpec } from '../../../src/spec/resolved.js';
import { computes, incidental } from '../../../src/spec/schema/computes.js';
import { specSchema, type Spec } from '../../../src/spec/schema/spec.js';
import { SOUND } from './helpers.js';
import { versionOneDigest } from './version-one.js';
import { leafPaths, otherValue, wholeValues, withLeaf } from './whole-values.js';

const base = specOf(SOUND);

function specOf(text: string, overrides: Overrides = {}): Spec {
  const file = join(mkdtempSync(join(tmpdir(), 'dropin-identity-')), 'spec.yaml');
  writeFileSync(file, text);
  return loadSpec(file, overrides).spec;
}

describe('every field of the schema', () => {
  const wholes = wholeValues(specSchema) as Spec[];
  const fields = new Map<string, { spec: Spec; path: string[] }>();
  for (const spec of wholes) {
    for (const path of leafPaths(spec)) {
      // A key that selects a branch differs between the branches anyway.
      if (path.at(-1) !== 'type') fields.set(path.join('.'), { spec, path });
    }
  }

  it('is marked as computing or incidental', () => {
    const unmarked = [...fields.values()].filter(
      ({ spec, path }) => computesAt(specSchema, path, spec) === undefined,
    );
    expect(unmarked.map(({ path }) => path.join('.'))).toEqual([]);
  });

  it('changes the digest and is reported as a difference if and only if it computes', () => {
    const wrong = [...fields].filter(([, { spec, path }]) => {
      // With mode none, the fields of DropIn would not count.
      const before = { ...spec, dropin: { ...spec.dropin, mode: 'gradual' as const } };
      const value = path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], before);
      const after = withLeaf(before, path, otherValue(value)) as Spec;
      const changes = specDigest(after) !== specDigest(before);
      const isReported = computingDifferences(before, after).length === 1;
      const computes = computesAt(specSchema, path, before);
      return changes !== computes || isReported !== computes;
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
    expect(fields.size).toBeGreaterThan(150);
  });

  it('computes, except these', () => {
    const names = [...fields.values()]
      .filter(({ spec, path }) => computesAt(specSchema, path, spec) === false)
      .map(({ path: [first, second] }) =>
        ['dataset', 'solver', 'test'].includes(first!) ? `${first}.${second}` : first,
      );
    expect([...new Set(names)].sort()).toEqual([
      'checkpoint',
      'dataset.classes',
      'dataset.from',
      'dataset.root',
      'defaults',
      'description',
      'display',
      'name',
      'norms',
      'notes',
      'paper',
      'solver.allow_divergence',
      'sweep',
      'test.batch',
    ]);
  });
});

describe('the digest of a spec', () => {
  it('is its version and a SHA-256', () => {
    expect(specDigest(base)).toMatch(/^2:[0-9a-f]{64}$/);
    expect(shortDigest(specDigest(base))).toBe(specDigest(base).slice(2, 10));
  });

  it('has a known value, which must not change within a version', () => {
    expect(specDigest(base)).toBe('2:bc6f01e6fab2b348d5ab6b160c18c4a677af5eac001cbc8eae8f0961ff2fa45b');
  });

  it.each([
    ['a value equal to the default', 'solver.momentum=0.9'],
    ['a default section written out', 'transform={scale: 1, mean: none, mirror: false}'],
    ['a default filler written out', 'network.0.conv.weight_filler={type: xavier}'],
    ['another notation of a number', 'solver.base_lr=1.0e-2'],
    ['the name', 'name=other'],
    ['the description', 'description=other'],
    ['notes', 'notes=[{about: a, choice: b}]'],
    ['its experiment in the paper', 'paper={experiment: E1}'],
    ['display', 'display=7'],
    ['the checkpoint settings', 'checkpoint={interval: 3, keep: 9}'],
    ['the batch of test passes', 'test.batch=7'],
    ['the folder of the data', 'dataset.root=/elsewhere'],
    ['the storage of the data', 'dataset.from=files'],
    ['the path of the descriptor', 'dataset.name=datasets/mnist.yaml'],
    ['whether divergence is allowed', 'solver.allow_divergence=true'],
  ])('does not depend on %s', (_what, set) => {
    expect(specDigest(specOf(SOUND, { set: [set] }))).toBe(specDigest(base));
  });

  it('does not depend on the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(base).reverse()) as typeof base;
    expect(specDigest(reversed)).toBe(specDigest(base));
  });

  it('distinguishes an optional section of defaults from a missing section', () => {
    const lrn = specOf(SOUND, { set: ['network.0.conv.lrn={}'] });
    expect(specDigest(lrn)).not.toBe(specDigest(base));
  });

  it('does not depend on the schedule if dropin.mode is none', () => {
    const none = specOf(SOUND, { set: ['dropin.mode=none'] });
    for (const set of [
      'dropin={mode: none, length: 7, start: 3, stagger: 2, ratio: 0.1, draw: batch}',
      'network.0.conv.widen={initial: 0.5, length: 9}',
      'network.2.dropin={from: conv1, mode: regularizing, ratio: 0.2}',
    ]) {
      expect(specDigest(specOf(SOUND, { set: ['dropin.mode=none', set] })), set).toBe(specDigest(none));
    }
    expect(specDigest(none)).not.toBe(specDigest(base));
  });

  it.each([
    ['results/vgg8', 'results/vgg8/', true],
    ['results/vgg8', '/disk/results/vgg8', true],
    ['results/vgg8/checkpoints/iteration-00370000', './results/vgg8/checkpoints/iteration-00370000/', true],
    ['results/vgg8', 'results/vgg8/checkpoints/iteration-00370000', false],
    ['results/vgg8', 'results/vgg16', false],
  ])('with initial weights from %s and %s: equal is %s', (one, other, same) => {
    const [a, b] = [one, other].map((run) => specDigest(specOf(SOUND, { set: [`init_from={run: ${run}}`] })));
    expect(a === b).toBe(same);
  });

  it('does not change with a new field that has a default', () => {
    const before = z.strictObject({ rate: computes(z.number()) });
    const after = z.strictObject({
      rate: computes(z.number()),
      boost: computes(z.number().default(1)),
      more: computes(z.strictObject({ depth: z.number().default(2) }).prefault({})),
      words: incidental(z.string().default('x')),
    });
    const old = computingPart(before, before.parse({ rate: 3 }), 'omitted');
    expect(computingPart(after, after.parse({ rate: 3 }), 'omitted')).toEqual(old);
    expect(computingPart(after, after.parse({ rate: 3, boost: 2 }), 'omitted')).toEqual({
      rate: 3,
      boost: 2,
    });
  });
});

describe('the digest of a recorded run', () => {
  it.each(['lenet', 'lenet10', 'lenet10-plain'])('by 0.1.0 is that of its spec: %s', (name) => {
    const folder = `test/fixtures/runs-0.1.0/${name}`;
    const { spec_digest } = JSON.parse(readFileSync(`${folder}/run.json`, 'utf8')) as { spec_digest: string };
    const text = readFileSync(`${folder}/spec.yaml`, 'utf8');
    const { spec } = loadSpec(`${folder}/spec.yaml`);
    expect(spec_digest).toMatch(/^[0-9a-f]{64}$/);
    expect(isRunOf(spec, spec_digest, () => text)).toBe(true);
    expect(isRunOf({ ...spec, seed: 2 }, spec_digest, () => text)).toBe(false);
  });

  it('of version 1 still matches after a rename, other logging and a new field', () => {
    const text = serializeSpec(base)
      .replace('  allow_divergence: false\n', '')
      .replace('  draw: image\n', '');
    const recorded = versionOneDigest(text);
    const renamed = specOf(SOUND, { set: ['name=other', 'display=3', 'checkpoint.keep=1'] });
    expect(isRunOf(renamed, recorded, () => text)).toBe(true);
    expect(isRunOf(specOf(SOUND, { set: ['dropin.draw=batch'] }), recorded, () => text)).toBe(false);
  });

  it.each([
    ['is missing', undefined],
    ['was edited', serializeSpec(base).replace('base_lr: 0.01', 'base_lr: 0.02')],
    ['is not YAML', '{'],
    ['is not a mapping', '- 1'],
  ])('of version 1 is unknown if spec.yaml %s', (_how, text) => {
    expect(digestOfRecorded(versionOneDigest(serializeSpec(base)), () => text)).toBeUndefined();
  });

  it('of version 1 is unknown if spec.yaml has a field that the current schema lacks', () => {
    const text = `${serializeSpec(base)}gone: 1\n`;
    expect(digestOfRecorded(versionOneDigest(text), () => text)).toBeUndefined();
  });

  it('of version 2 is used as is', () => {
    expect(isRunOf(base, specDigest(base), () => undefined)).toBe(true);
    expect(isRunOf({ ...base, seed: 2 }, specDigest(base), () => undefined)).toBe(false);
  });
});

describe('computing differences', () => {
  it('have a path and both values, including defaults', () => {
    const set = ['solver.momentum=0.8', 'name=other', 'network.0.conv.stride=2', 'transform.crop=20'];
    expect(computingDifferences(base, specOf(SOUND, { set }))).toEqual([
      { path: 'transform.crop', before: undefined, after: 20 },
      { path: 'network.0.conv.stride', before: 1, after: 2 },
      { path: 'solver.momentum', before: 0.9, after: 0.8 },
    ]);
  });
});

it('the digests of seeds are those of the specs with these seeds', () => {
  const digestOf = seedDigests(specOf(SOUND, { seed: 7 }));
  for (const seed of [0, 1, 2, 7, 2 ** 31 - 1]) {
    expect(digestOf(seed)).toBe(specDigest(specOf(SOUND, { seed })));
  }
  const plain = specOf(SOUND, { set: ['dropin.mode=none'] });
  expect(seedDigests(plain)(3)).toBe(specDigest({ ...plain, seed: 3 }));
});
