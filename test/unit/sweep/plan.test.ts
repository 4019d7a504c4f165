import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSpec } from '../../../src/spec/load.js';
import { shortDigest, specDigest } from '../../../src/spec/identity.js';
import { serializeSpec } from '../../../src/spec/resolved.js';
import { planSweep } from '../../../src/sweep/plan.js';
import { defaultRunFolder } from '../../../src/run/default-folder.js';
import { versionOneDigest } from '../spec/version-one.js';
import { SOUND } from '../spec/helpers.js';
import { inOwnFolder, runsOf, writeIdentity } from './helpers.js';

inOwnFolder();

function complaint(text: string, lengths?: number[]): string {
  writeFileSync('sweep.yaml', text);
  try {
    runsOf('sweep.yaml', { lengths });
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

describe('a planned run', () => {
  it('has the digest and the folder of the same run started by hand', () => {
    const [changed, written] = runsOf('spec.yaml', { lengths: [50, 100] });
    const byHand = specDigest(loadSpec('spec.yaml', { set: ['dropin.length=50'] }).spec);
    expect(changed!.digest).toBe(byHand);
    expect(changed!.folder.path).toBe(join('results', `sound-${shortDigest(byHand)}`));
    expect(written!.folder.path).toBe(join('results', 'sound'));
  });

  it('is the same with a sweep section in its spec, and from another file', () => {
    writeFileSync('sweep.yaml', `${SOUND}sweep: {lengths: [50]}\n`);
    writeFileSync('other.yaml', 'name: other\nsweep: {specs: [spec.yaml], lengths: [50, 50]}\n');
    const expected = runsOf('spec.yaml', { lengths: [50] }).map(({ id }) => id);
    expect(runsOf('sweep.yaml').map(({ id }) => id)).toEqual(expected);
    expect(runsOf('other.yaml').map(({ id }) => id)).toEqual(expected);
  });

  it('is found in any folder, a finished one first', () => {
    const { digest } = runsOf('spec.yaml')[0]!;
    writeIdentity('results/a', digest, 'stopped');
    writeIdentity('results/b', digest);
    writeIdentity('results/c', digest, 'failed');
    expect(runsOf('spec.yaml')[0]!.folder.path).toBe(join('results', 'b'));
  });

  it('is found in the folder named by version 1 of the digest', () => {
    const { spec } = loadSpec('spec.yaml', { set: ['solver.base_lr=0.2'] });
    const text = serializeSpec(spec);
    const folder = join('results', `sound-${versionOneDigest(text).slice(0, 8)}`);
    writeIdentity(folder, versionOneDigest(text), 'stopped');
    writeFileSync(join(folder, 'spec.yaml'), text);
    const grid = [{ path: 'solver.base_lr', values: ['0.2'] }];
    expect(runsOf('spec.yaml', { grid })[0]!.folder.path).toBe(folder);
    const identity = {
      name: 'sound',
      digest: specDigest(spec),
      writtenDigest: specDigest(loadSpec('spec.yaml').spec),
    };
    expect(defaultRunFolder(identity, 'results')).toBe(folder);
  });

  it('is placed and found in the folder given by --results', () => {
    const [run] = planSweep('spec.yaml', {}, {}, 'elsewhere').runs;
    expect(run!.folder.path).toBe(join('elsewhere', 'sound'));
    writeIdentity('elsewhere/a', run!.digest);
    const { runs, folder } = planSweep('spec.yaml', {}, {}, 'elsewhere');
    expect(runs[0]!.folder.path).toBe(join('elsewhere', 'a'));
    expect(folder.path).toBe(join('elsewhere', 'sweeps', 'sound'));
    expect(runsOf('spec.yaml')[0]!.folder.path).toBe(join('results', 'sound'));
  });

  it('gets a separate folder if another run has the usual one', () => {
    writeIdentity('results/sound', 'another');
    const [run] = runsOf('spec.yaml');
    expect(run!.folder.path).toBe(join('results', run!.id));
  });
});

describe('a wrong sweep', () => {
  it('is reported with its position', () => {
    expect(complaint('name: x\nsweep: {specs: [spec.yaml], length: [1]}')).toMatchInlineSnapshot(`
      "sweep.yaml:2:29: sweep.length: expected a known key, found "length", did you mean "lengths"?
        2 | sweep: {specs: [spec.yaml], length: [1]}
          |                             ^"
    `);
    expect(complaint('name: x\nsweep:\n  - seeds: 0')).toMatchInlineSnapshot(`
      "sweep.yaml:3:12: sweep.0.seeds: expected more than 0, found 0
        3 |   - seeds: 0
          |            ^"
    `);
    expect(complaint('name: x\nsweep: {seeds: 2}')).toMatchInlineSnapshot(`
      "sweep.yaml:2:1: sweep.specs: expected spec files, because this file is not a spec, found nothing
        2 | sweep: {seeds: 2}
          | ^"
    `);
    expect(complaint('name: x\nsweep: {specs: [spec.yaml], lengths: [1, nine]}')).toMatchInlineSnapshot(`
      "sweep.yaml:2:42: sweep.lengths.1: expected none, found "nine", did you mean "none"?
        2 | sweep: {specs: [spec.yaml], lengths: [1, nine]}
          |                                          ^"
    `);
    expect(complaint('name: x\nsweep: {specs: [spek.yaml]}')).toMatchInlineSnapshot(
      `"spek.yaml: no such file, did you mean "spec.yaml"?"`,
    );
  });

  it('sets a field that the spec lacks', () => {
    expect(complaint('name: x\nsweep: {specs: [spec.yaml], grid: {solver.rate: [1]}}')).toMatchInlineSnapshot(
      `"sweep.grid solver.rate=1: solver.rate: expected one of type, iterations, batch, iter_size, base_lr, policy, momentum, momentum2, rms_decay, delta, weight_decay, clip_gradients, label_smoothing, warmup, early_stop, precision, allow_divergence, found "rate""`,
    );
  });

  it('names files that are not specs', () => {
    expect(complaint('name: x\nsweep: {specs: [/etc/passwd]}')).toMatchInlineSnapshot(`
      "sweep.yaml:2:17: sweep.specs.0: expected a YAML file (.yaml or .yml), found "/etc/passwd"
        2 | sweep: {specs: [/etc/passwd]}
          |                 ^"
    `);
  });

  it('varies a field that does not compute', () => {
    expect(complaint(`${SOUND}sweep: {grid: {display: [1, 2], seed: [1, 2]}}\n`)).toMatchInlineSnapshot(
      `"sweep.grid: the values 1, 2 of display all make the same run: expected a field that changes what is computed"`,
    );
    expect(complaint(`${SOUND}sweep: {grid: {name: [a, b]}}\n`)).toMatchInlineSnapshot(
      `"sweep.grid: the values a, b of name all make the same run: expected a field that changes what is computed"`,
    );
  });

  it('has a wrong seed', () => {
    expect(complaint(`${SOUND}sweep: {grid: {seed: [1, abc]}}\n`)).toMatchInlineSnapshot(
      `"sweep.grid seed="abc": seed: expected a number, found "abc""`,
    );
  });

  it('varies the length of missing DropIn layers', () => {
    expect(complaint(SOUND.replace('  - dropin: {from: conv1}\n', ''), [5])).toMatchInlineSnapshot(
      `"sweep.yaml: lengths are swept, but the network has no DropIn layer"`,
    );
  });
});

it('a sweep of other specs is not a spec', () => {
  writeFileSync('sweep.yaml', 'name: x\nsweep: {specs: [spec.yaml]}');
  expect(() => loadSpec('sweep.yaml')).toThrowErrorMatchingInlineSnapshot(`
    [DropinError: sweep.yaml:2:1: expected a spec, found a sweep of other specs: run it with \`dropin sweep\`
      2 | sweep: {specs: [spec.yaml]}
        | ^]
  `);
});
