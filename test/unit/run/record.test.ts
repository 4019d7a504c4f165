import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCurve } from '../../../src/run/curve-file.js';
import { runFolder } from '../../../src/run/folder.js';
import { readRecord } from '../../../src/run/record-file.js';
import { readFacts } from '../../../src/run/run-facts.js';

const OLD = 'test/fixtures/run-format-1';
const REFERENCES = ['lenet', 'lenet10', 'lenet10-plain'].map((name) =>
  join('test/fixtures/runs-0.1.0', name),
);

describe('a record of format 1, which has no fingerprint', () => {
  it.each([OLD, ...REFERENCES])('%s: the strict reader reads missing fields as undefined', (path) => {
    const record = readRecord(runFolder(path));
    expect(record).toMatchObject({ format: 1, other_bits: [] });
    expect([record?.fingerprint, record?.overrides, record?.spec_path]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(readCurve(join(path, 'curve.csv')).length).toBeGreaterThan(4);
  });

  it.each([OLD, ...REFERENCES])('%s: the lenient reader reads missing fields as undefined', (path) => {
    const facts = readFacts(readFileSync(join(path, 'run.json'), 'utf8'));
    expect(facts).toMatchObject({
      status: path === OLD ? 'stopped' : 'finished',
      specDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      fingerprint: undefined,
      overrides: undefined,
      specPath: undefined,
      framework: 'TensorFlow 2.21.0, cpu',
    });
  });
});

describe('the lenient reader', () => {
  it('drops wrong and unknown fields, and keeps the others', () => {
    const facts = readFacts(
      JSON.stringify({
        format: 7,
        status: 'asleep',
        seed: 3,
        new_field: 1,
        provenance: { tensorflow: '2.21.0', device: 'tpu', command: ['run', 4, 'a.yaml'], git: null },
        other_bits: [{ iteration: 5, changes: ['threads 2 → 1'] }, 'no'],
      }),
    );
    expect(facts).toMatchObject({
      status: 'unknown',
      seed: 3,
      framework: 'TensorFlow 2.21.0',
      command: ['run', 'a.yaml'],
      commit: undefined,
      otherBits: [{ iteration: 5, changes: ['threads 2 → 1'] }],
    });
  });

  it.each([
    [['run', 'a.yaml', '--scale', '0.1'], 0.1],
    [['run', 'a.yaml', '--scale=0.1'], 0.1],
    [['run', 'a.yaml', '--scale'], undefined],
    [['run', 'a.yaml'], undefined],
  ])('reads the scale of a format 1 command line %j as %s', (command, scale) => {
    expect(readFacts(JSON.stringify({ provenance: { command } })).scale).toBe(scale);
  });

  it('prefers the recorded overrides to the command line', () => {
    const provenance = { command: ['run', 'a.yaml', '--scale', '0.5'] };
    expect(readFacts(JSON.stringify({ overrides: { scale: 0.1 }, provenance })).scale).toBe(0.1);
  });

  it('refuses anything but an object', () => {
    expect(() => readFacts('[]')).toThrow('expected an object');
  });
});
