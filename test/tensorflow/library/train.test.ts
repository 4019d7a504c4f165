import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, exportRun, predict, train, type TrainResult } from '../../../src/library/index.js';
import sharp from 'sharp';

const set = ['dataset.limit=64', 'dataset.test_on=train', 'test.interval=4', 'display=2'];
const work = mkdtempSync(join(tmpdir(), 'dropin-library-'));

describe('the library', () => {
  const options = { set, iterations: 4, out: join(work, 'run'), threads: 1 };
  const rows: [number, string][] = [];
  let result: TrainResult;

  beforeAll(async () => {
    result = await train('lenet', {
      ...options,
      observer: { row: ({ iteration, split }) => rows.push([iteration, split]) },
    });
  });

  it('trains a shipped spec, and tells of every row of the curve', () => {
    expect(result).toMatchObject({ folder: options.out, alreadyFinished: false });
    expect(result.record).toMatchObject({ status: 'finished', iteration: 4, iterations: 4 });
    expect(rows).toEqual([
      [0, 'test'],
      [0, 'train'],
      [2, 'train'],
      [4, 'test'],
    ]);
  });

  it('records the command that would do the same', () => {
    const record = JSON.parse(readFileSync(join(options.out, 'run.json'), 'utf8')) as {
      provenance: { command: string[] };
    };
    const sets = set.flatMap((assignment) => ['--set', assignment]);
    expect(record.provenance.command).toEqual([
      'run',
      'lenet',
      ...sets,
      '--iterations',
      '4',
      '--out',
      options.out,
    ]);
  });

  it('does not train a finished run again', async () => {
    expect(await train('lenet', options)).toMatchObject({ alreadyFinished: true });
  });

  it('stops a run before its next step when asked to, and resumes it', async () => {
    const out = join(work, 'stopped');
    const stop: { signal: 'SIGTERM' | undefined } = { signal: undefined };
    const observer = {
      row: ({ iteration }: { iteration: number }) => {
        if (iteration === 2) stop.signal = 'SIGTERM';
      },
    };
    const stopped = await train('lenet', { ...options, out, stop, observer });
    expect(stopped.record).toMatchObject({ status: 'stopped', signal: 'SIGTERM' });
    expect(stopped.record.iteration).toBeLessThan(4);
    const began: number[] = [];
    const resumed = await train('lenet', {
      ...options,
      out,
      observer: { began: (iteration) => began.push(iteration) },
    });
    expect(began).toEqual([stopped.record.iteration]);
    expect(resumed.record).toMatchObject({ status: 'finished', iteration: 4 });
  });

  it('evaluates, predicts and exports the run', async () => {
    const { accuracy, iteration } = await evaluate(options.out);
    expect(iteration).toBe(4);
    expect(accuracy).toBe(result.record.test?.accuracy);
    const image = join(work, 'black.png');
    await sharp({ create: { width: 28, height: 28, channels: 3, background: 'black' } }).toFile(image);
    const [prediction] = await predict(options.out, [image]);
    expect(prediction!.file).toBe(image);
    expect(prediction!.classes.map(({ name }) => name).toSorted()).toEqual(Array.from('0123456789'));
    const probabilities = prediction!.classes.map(({ probability }) => probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
    const exported = await exportRun(options.out, { format: 'npz', out: join(work, 'npz') });
    expect(exported.files).toEqual(['model.npz', 'classes.txt', 'model.json']);
    expect(existsSync(join(exported.folder, 'model.npz'))).toBe(true);
  });

  it('refuses the folder of no run with exit code 2', async () => {
    await expect(evaluate(work)).rejects.toMatchObject({
      message: `${work} is not a run folder: it has no spec.yaml`,
      exitCode: 2,
    });
  });
});
