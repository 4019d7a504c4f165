import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceRun, sourceSpec } from '../../../src/run/source-run.js';
import { SpecIssuesError } from '../../../src/spec/issues.js';
import { loadSpec } from '../../../src/spec/load.js';
import { specDigest } from '../../../src/spec/identity.js';
import { planSweep } from '../../../src/sweep/plan.js';
import { wavesOf } from '../../../src/sweep/waves.js';
import { SOUND } from '../spec/helpers.js';
import { inOwnFolder, runsOf, writeIdentity } from './helpers.js';

inOwnFolder();

/** `warm.yaml` starts from the weights of `spec.yaml`, and `third.yaml` from those of `warm.yaml`. */
function writeChain(): void {
  const named = (name: string, source: string) =>
    SOUND.replace('name: sound', `name: ${name}\ninit_from: {spec: ${source}}`);
  mkdirSync('other');
  writeFileSync('warm.yaml', named('warm', 'spec.yaml'));
  writeFileSync('other/third.yaml', named('third', '../warm.yaml'));
}

describe('runs that start from the weights of a spec’s run', () => {
  it('are planned after that run, of the same seed and scale, which is planned once', () => {
    writeChain();
    const set = ['solver.base_lr=0.02'];
    const { runs } = planSweep('warm.yaml', { lengths: [50, 100], seeds: 2 }, { set, scale: 0.5 }, 'results');
    const [sourceOne, sourceTwo] = [1, 2].map((seed) => loadSpec('spec.yaml', { seed, scale: 0.5 }).spec);
    expect(runs.map(({ experiment: { spec } }) => [spec.name, spec.seed])).toEqual([
      ['sound', 1],
      ['warm', 1],
      ['sound', 2],
      ['warm', 2],
      ['warm', 1],
      ['warm', 2],
    ]);
    expect([runs[0]!.digest, runs[2]!.digest]).toEqual([specDigest(sourceOne!), specDigest(sourceTwo!)]);
    expect(runs.map(({ source }) => source)).toEqual([
      undefined,
      runs[0]!.id,
      undefined,
      runs[2]!.id,
      runs[0]!.id,
      runs[2]!.id,
    ]);
  });

  it('start in waves, each after the one before', () => {
    writeChain();
    const runs = runsOf('other/third.yaml', { seeds: 2 });
    const names = wavesOf(runs).map((wave) => wave.map(({ experiment: { spec } }) => spec.name));
    expect(names).toEqual([
      ['sound', 'sound'],
      ['warm', 'warm'],
      ['third', 'third'],
    ]);
    const withoutFirst = runs.filter(({ experiment: { spec } }) => spec.name !== 'sound');
    expect(wavesOf(withoutFirst)).toHaveLength(2);
  });

  it('may not start from themselves', () => {
    writeFileSync('loop.yaml', SOUND.replace('name: sound', 'name: loop\ninit_from: {spec: loop.yaml}'));
    expect(() => runsOf('loop.yaml')).toThrow(
      'init_from.spec: expected a spec that does not start from itself',
    );
  });
});

describe('init_from.spec', () => {
  it('is relative to its file, and afterwards valid in any folder', () => {
    writeChain();
    const { spec } = loadSpec('other/third.yaml');
    expect(spec.init_from).toEqual({ spec: join(process.cwd(), 'warm.yaml') });
  });

  it('may be the name of a spec that comes with the program', () => {
    writeFileSync('warm.yaml', SOUND.replace('name: sound', 'name: warm\ninit_from: {spec: lenet}'));
    const { spec } = loadSpec('warm.yaml', { seed: 3 });
    const named = sourceSpec(spec, 0.1);
    expect(named).toMatchObject({ overrides: { seed: 3, scale: 0.1 } });
    expect(named!.file).toMatch(/configs\/lenet\.yaml$/);
  });

  it('gives the folder of the spec’s finished run', () => {
    writeChain();
    const named = sourceSpec(loadSpec('warm.yaml').spec)!;
    const digest = specDigest(loadSpec('spec.yaml').spec);
    expect(issueOf(named)).toMatch(
      /^a finished run of sound with seed 1 in results, found none: train it with/,
    );
    writeIdentity('results/somewhere', digest, 'stopped');
    expect(issueOf(named)).toMatch(/, found results\/somewhere, which has not finished: train it with/);
    writeIdentity('results/somewhere', digest);
    expect(sourceRun(named, 'results')).toBe(join('results', 'somewhere'));
  });

  it.each(['{}', '{run: a, spec: b}'])('%s is neither a run nor a spec', (initFrom) => {
    writeFileSync('wrong.yaml', `${SOUND}init_from: ${initFrom}\n`);
    expect(() => loadSpec('wrong.yaml')).toThrow('init_from: expected either `run` or `spec`');
  });
});

function issueOf(named: Parameters<typeof sourceRun>[0]): string {
  try {
    sourceRun(named, 'results');
  } catch (error) {
    if (!(error instanceof SpecIssuesError)) throw error;
    const [{ expected, found } = { expected: '', found: '' }] = error.issues;
    return `${expected}, found ${found}`;
  }
  return 'nothing';
}
