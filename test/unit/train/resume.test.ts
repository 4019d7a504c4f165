import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkpointName } from '../../../src/run/checkpoint-names.js';
import { readRecord } from '../../../src/run/record-file.js';
import type { RunRecord } from '../../../src/run/record.js';
import { moveAside, restoreReplaced } from '../../../src/run/replace.js';
import { FakeRun } from './fake-run.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const recordOf = (run: FakeRun) => readRecord(run.folder)!;
const edit = (path: string, change: (text: string) => string) => {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
};
const editRecord = (run: FakeRun, change: (record: RunRecord) => object) => {
  edit(run.folder.record, (text) => JSON.stringify(change(JSON.parse(text) as RunRecord)));
};
const checkpoint = (run: FakeRun, iteration: number) =>
  join(run.folder.checkpoints, checkpointName(iteration));

/** A run that failed after rows beyond its newest checkpoint, at 10. */
async function brokenRun(): Promise<FakeRun> {
  const run = new FakeRun();
  await run.run({ throwAt: 14 }).catch(() => undefined);
  return run;
}

async function wholeRun(): Promise<FakeRun> {
  const run = new FakeRun();
  await run.run();
  return run;
}

describe('A2: a damaged curve.csv is restored from the checkpoint’s copy, with a message:', () => {
  it.each<[string, (text: string) => string]>([
    ['rows cut', (text) => text.split('\n').slice(0, 3).join('\n') + '\n'],
    ['a repeated row', (text) => text.replace(/^(4,.*\n)/m, '$1$1')],
    ['rows swapped', (text) => text.replace(/^(0,.*\n)(4,.*\n)/m, '$2$1')],
    ['a changed digit', (text) => text.replace(',0.6,', ',0.4,')],
    ['NULs', (text) => `${text.slice(0, 90)}\0\0\0${text.slice(93)}`],
    ['empty', () => ''],
  ])('%s', async (_, damage) => {
    const whole = (await wholeRun()).curve();
    const run = await brokenRun();
    const before = readFileSync(run.folder.curve, 'utf8');
    edit(run.folder.curve, damage);
    expect(readFileSync(run.folder.curve, 'utf8')).not.toBe(before);
    await run.run();
    expect(run.warnings).toEqual([
      `${run.folder.curve} is damaged: restored from ${checkpoint(run, 10)}, up to iteration 10`,
    ]);
    expect(run.curve()).toEqual(whole);
  });

  it('missing', async () => {
    const whole = (await wholeRun()).curve();
    const run = await brokenRun();
    rmSync(run.folder.curve);
    await run.run();
    expect(run.warnings[0]).toMatch(/curve\.csv is missing: restored from /);
    expect(run.curve()).toEqual(whole);
  });

  it('but not if only rows after the checkpoint are damaged: they are recomputed', async () => {
    const run = await brokenRun();
    appendFileSync(run.folder.curve, '12,train,x');
    await run.run();
    expect(run.warnings).toEqual([]);
  });
});

describe('A4: damaged checkpoints', () => {
  it('newer than the one just written do not displace it, and are moved aside', async () => {
    const whole = (await wholeRun()).curve();
    const run = await brokenRun();
    for (const iteration of [10, 5])
      cpSync(checkpoint(run, iteration), checkpoint(run, 10 * iteration), { recursive: true });
    await run.run({ throwAt: 16 }).catch(() => undefined);
    expect(readdirSync(run.folder.checkpoints).sort()).toEqual([
      'damaged',
      'iteration-00000010',
      'iteration-00000015',
    ]);
    expect(
      readdirSync(join(run.folder.checkpoints, 'damaged'))
        .map((name) => name.slice(0, 18))
        .sort(),
    ).toEqual(['iteration-00000050', 'iteration-00000100']);
    expect(run.warnings).toEqual([
      `checkpoint ${checkpoint(run, 100)} is damaged and skipped: state.json is of iteration 10`,
      `checkpoint ${checkpoint(run, 50)} is damaged and skipped: state.json is of iteration 5`,
    ]);
    await run.run();
    expect(run.curve()).toEqual(whole);
  });
});

describe('A5: differences between two starts of a run', () => {
  const fingerprint = (run: FakeRun) => recordOf(run).fingerprint!;

  it('the fingerprint is stored in the record and in each checkpoint’s state', async () => {
    const run = await wholeRun();
    const state = JSON.parse(readFileSync(join(checkpoint(run, 20), 'state.json'), 'utf8')) as object;
    expect(state).toMatchObject({ format: 2, fingerprint: fingerprint(run) });
    expect(fingerprint(run)).toMatchObject({
      code: { image_order: 1, views: 1, learning_rate: 1, dropin_schedule: 1 },
      data: { name: 'dots', format: 'idx', train: 7, test: 5, image: [2, 2, 1], classes: 3, bad_images: 0 },
      numerics: { device: 'cpu', precision: 'float32', tensorflow: '0' },
    });
    expect(recordOf(run)).toMatchObject({
      overrides: {},
      spec_path: expect.stringMatching(/spec\.yaml$/) as string,
    });
  });

  it('different threads and variables are reported once and recorded from then on, and the run continues', async () => {
    const run = new FakeRun();
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '2');
    vi.stubEnv('TF_ENABLE_ONEDNN_OPTS', undefined);
    await run.run({ signalAt: 2 });
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
    vi.stubEnv('TF_ENABLE_ONEDNN_OPTS', '0');
    vi.stubEnv('TF_VAR_password', 'secret');
    await run.run({ signalAt: 9 });
    await run.run();
    const changes = ['threads 2 → 1', 'TF_ENABLE_ONEDNN_OPTS unset → 0'];
    expect(run.warnings).toEqual([
      `${run.folder.path}: results may differ in the last bits from here on: ${changes.join(', ')}`,
    ]);
    expect(recordOf(run)).toMatchObject({ status: 'finished', other_bits: [{ iteration: 3, changes }] });
    expect(readFileSync(run.folder.record, 'utf8')).not.toContain('secret');
  });

  it('different data is refused by name, with exit code 3', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 2 });
    editRecord(run, (record) => ({
      ...record,
      fingerprint: {
        ...record.fingerprint!,
        data: { ...record.fingerprint!.data, train: 8, digest: 'f'.repeat(64) },
      },
    }));
    await expect(run.run()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /was trained on different data \(training images 8 → 7, contents ffffffffffff → [0-9a-f]{12}\): restore that data, /,
      ) as string,
    });
  });

  it('different data is refused also with a record of format 1', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 2 });
    editRecord(run, (record) => ({
      ...record,
      fingerprint: undefined,
      format: 1,
      provenance: { ...record.provenance, data_digest: 'another' },
    }));
    await expect(run.run()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('was trained on different data (digest another → ') as string,
    });
  });
});

describe('use 4: a finished run', () => {
  it('whose data has been replaced is an error, not “finished already”', async () => {
    const run = await wholeRun();
    editRecord(run, (record) => ({
      ...record,
      fingerprint: { ...record.fingerprint!, data: { ...record.fingerprint!.data, digest: 'f'.repeat(64) } },
    }));
    await expect(run.run()).rejects.toMatchObject({ exitCode: 3 });
    expect(recordOf(run).status).toBe('finished');
  });

  it('whose data is not available stays finished', async () => {
    const run = await wholeRun();
    run.hideData();
    expect(await run.run()).toMatchObject({ alreadyFinished: true });
  });
});

describe('use 11, 18: a run resumes, and a finished one is not run again, after edits that do not affect results:', () => {
  it.each([
    ['another name', 'name=renamed'],
    ['display', 'display=3'],
    ['notes', 'notes=[{about: a, choice: b}]'],
    ['the number of checkpoints kept', 'checkpoint.keep=1'],
    ['the interval of checkpoints', 'checkpoint.interval=4'],
  ])('%s', async (_, set) => {
    const run = new FakeRun();
    await run.run({ signalAt: 9 });
    await run.run({ signalAt: 14 }, { set: [set] });
    expect(run.begunAt).toEqual([0, 10]);
    await run.run();
    expect(await run.run({}, { set: [set] })).toMatchObject({ alreadyFinished: true });
  });

  it('a different path of the same data', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 9 });
    run.moveData();
    await run.run();
    expect(run.begunAt).toEqual([0, 10]);
    expect(run.warnings).toEqual([]);
  });

  it('a digest from before a field with a default existed, as spec.yaml proves', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 9 });
    const digest = run.asVersionOne();
    await run.run();
    expect(run.begunAt).toEqual([0, 10]);
    expect(recordOf(run)).toMatchObject({ status: 'finished', spec_digest: digest });
    expect(await run.run()).toMatchObject({ alreadyFinished: true });
  });
});

describe('A8: an interrupted --fresh', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])(
    'after %i renames leaves the old run complete at the next start',
    async (renames) => {
      const run = await wholeRun();
      const files = () =>
        readdirSync(run.folder.path, { recursive: true })
          .map(String)
          .filter((name) => !name.startsWith('.'))
          .sort();
      const before = [files(), readFileSync(run.folder.record, 'utf8')];
      moveAside(run.folder);
      // Restores the state after this many renames, in the order in which they are done.
      const aside = join(run.folder.path, '.replaced');
      const order = [
        'run.json',
        'spec.yaml',
        'input.json',
        'curve.csv',
        'summary.txt',
        'checkpoints',
        'tensorboard',
      ];
      for (const name of order.slice(renames)) renameSync(join(aside, name), join(run.folder.path, name));
      // While its record still exists, nothing has been moved that a start would have to restore.
      await restoreReplaced(run.folder);
      expect([files(), readFileSync(run.folder.record, 'utf8')]).toEqual(before);
      expect(await run.run()).toMatchObject({ alreadyFinished: true });
    },
  );

  it('after writing the new record continues with the new run', async () => {
    const run = await wholeRun();
    await run.run({ throwAt: 7 }, { fresh: true }).catch(() => undefined);
    mkdirSync(join(run.folder.path, '.replaced'));
    writeFileSync(join(run.folder.path, '.replaced', 'run.json'), 'old');
    await run.run();
    expect(existsSync(join(run.folder.path, '.replaced'))).toBe(false);
    expect(run.begunAt).toEqual([0, 0, 5]);
  });

  it('never makes “finished” without a curve count: the run resumes from its last checkpoint', async () => {
    const run = await wholeRun();
    const curve = run.curve();
    rmSync(run.folder.curve);
    expect(await run.run()).toMatchObject({ alreadyFinished: false, record: { status: 'finished' } });
    expect(run.warnings[0]).toBe(
      `${run.folder.record} says finished, but ${run.folder.curve} is missing or empty: the run resumes`,
    );
    expect(run.curve()).toEqual(curve);
  });

  it('loses nothing of the old run if the program fails to start', async () => {
    const run = await wholeRun();
    await expect(run.run({}, { fresh: true, noProgram: true })).rejects.toThrow('no TensorFlow');
    expect(await run.run()).toMatchObject({ alreadyFinished: true });
  });
});

describe('A11: run.json', () => {
  it.each<[string, (path: string) => void, RegExp]>([
    [
      'gone',
      (path) => {
        rmSync(path);
      },
      /run\.json is missing: rebuilt from .*iteration-00000010$/,
    ],
    [
      'empty',
      (path) => {
        writeFileSync(path, '');
      },
      /run\.json is damaged: rebuilt from .*iteration-00000010$/,
    ],
    [
      'cut',
      (path) => {
        edit(path, (text) => text.slice(0, 300));
      },
      /run\.json is damaged: rebuilt from /,
    ],
    [
      'with an unknown field',
      (path) => {
        edit(path, (text) => text.replace('{', '{"color": "red",'));
      },
      /run\.json is damaged; ignored: run\.json: Unrecognized key: "color"$/,
    ],
  ])('%s is rebuilt, and the run resumes', async (_, damage, warning) => {
    const whole = (await wholeRun()).curve();
    const run = await brokenRun();
    const { started_at } = recordOf(run);
    damage(run.folder.record);
    await run.run();
    expect(run.warnings).toEqual([expect.stringMatching(warning)]);
    expect(run.begunAt).toEqual([0, 10]);
    expect(run.curve()).toEqual(whole);
    expect(recordOf(run)).toMatchObject({ status: 'finished', started_at, resumes: [{ iteration: 10 }] });
  });

  it('missing, in a run of another spec, does not make it a run of this spec', async () => {
    const run = await brokenRun();
    rmSync(run.folder.record);
    await expect(run.run({}, { set: ['seed=2'] })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('contains a run of another spec:\n  seed: 1 → 2\n') as string,
    });
  });

  it('damaged, without any checkpoint left: the run starts over', async () => {
    const run = new FakeRun();
    await run.run({ throwAt: 3 }).catch(() => undefined);
    writeFileSync(run.folder.record, '{');
    await run.run();
    expect(run.warnings).toEqual([
      `${run.folder.record} is damaged and there is no checkpoint: the run starts over`,
    ]);
    expect(recordOf(run).status).toBe('finished');
  });

  it.each(['gone', 'damaged'])('%s never prevents --fresh from replacing the run', async (how) => {
    const run = await wholeRun();
    if (how === 'gone') rmSync(run.folder.record);
    else writeFileSync(run.folder.record, '{');
    await run.run({}, { fresh: true, set: ['seed=2'] });
    expect(recordOf(run)).toMatchObject({ status: 'finished', seed: 2 });
  });

  it('of a newer program is refused with exit code 2', async () => {
    const run = await wholeRun();
    editRecord(run, (record) => ({ ...record, format: 3 }));
    await expect(run.run()).rejects.toMatchObject({
      exitCode: 2,
      message: `${run.folder.record} has format 3, expected at most 2: a newer dropin wrote it; use that version`,
    });
  });
});

describe('D1: a pipe in place of a run’s file does not block a start:', () => {
  it.each(['record', 'curve'] as const)('%s', async (file) => {
    const run = await wholeRun();
    rmSync(run.folder[file]);
    execFileSync('mkfifo', [run.folder[file]]);
    await expect(run.run()).rejects.toMatchObject({
      message: `${run.folder[file]} cannot be read: expected a file, found a pipe`,
      exitCode: 1,
    });
  });
});
