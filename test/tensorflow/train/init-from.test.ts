import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../graph/helpers/checkpoint.js';
import { dropin, workFolder } from '../../../scripts/reliability/processes.js';

const shapes = {
  'conv1_1/weights': [5, 5, 1, 4],
  'conv1_2/weights': [3, 3, 4, 4],
  'fc2/weights': [144, 10],
};

function weightsAt(run: string, iteration: string) {
  return readCheckpoint(join(run, 'checkpoints', `iteration-${iteration}`, 'model'), shapes);
}

it('a run starts with the weights of another run, matched by layer name', async () => {
  const folder = workFolder();
  const text = readFileSync(join(folder, 'small.yaml'), 'utf8');
  const short = ['--iterations', '40', '--set', 'test.interval=1000'];
  expect((await dropin(folder, 'run', 'small.yaml', ...short, '--out', 'first')).code).toBe(0);

  // With a learning rate of 0 and no decay, weights keep their initial values.
  writeFileSync(join(folder, 'second.yaml'), text.replace('base_lr: 0.02', 'base_lr: 0'));
  appendFileSync(
    join(folder, 'second.yaml'),
    'seed: 7\ninit_from: {run: first, layers: {conv1_1: conv1_1, fc2: fc2}}\n',
  );
  const begun = await dropin(folder, 'run', 'second.yaml', ...short, '--out', 'second');
  expect(begun).toMatchObject({ code: 0 });
  expect(begun.stderr).toContain(
    'init_from: conv1_1, fc2 loaded from first at iteration 40; conv1_2 initialized by its filler\n',
  );
  const record = (run: string) =>
    JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')) as Record<string, unknown>;
  expect(record('second').init_from).toEqual({
    run: 'first',
    iteration: 40,
    spec_digest: record('first').spec_digest,
  });
  expect(record('first').init_from).toBeUndefined();
  const [first, second] = [
    await weightsAt(join(folder, 'first'), '00000040'),
    await weightsAt(join(folder, 'second'), '00000040'),
  ];
  expect(second['conv1_1/weights']).toEqual(first['conv1_1/weights']);
  expect(second['fc2/weights']).toEqual(first['fc2/weights']);
  expect(second['conv1_2/weights']).not.toEqual(first['conv1_2/weights']);

  const missing = await dropin(
    folder,
    'run',
    'second.yaml',
    '--set',
    'init_from.run=nowhere',
    '--out',
    'third',
  );
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain(
    'init_from.run: expected the folder of a run, or of one of its checkpoints, found "nowhere"',
  );
  // The failed start leaves nothing behind that would block a correct one.
  const fixed = ['--set', 'init_from.run=first/checkpoints/iteration-00000040', '--out', 'third'];
  expect(await dropin(folder, 'run', 'second.yaml', ...short, ...fixed)).toMatchObject({ code: 0 });
});

describe('a run that lost its checkpoints and would start with different weights is refused:', () => {
  const short = ['--set', 'test.interval=1000'];
  let folder: string;

  beforeAll(async () => {
    folder = workFolder();
    expect(
      await dropin(folder, 'run', 'small.yaml', ...short, '--iterations', '40', '--out', 'first'),
    ).toMatchObject({ code: 0 });
    const text = readFileSync(join(folder, 'small.yaml'), 'utf8');
    writeFileSync(join(folder, 'second.yaml'), `${text}init_from: {run: first}\n`);
    expect(await second()).toMatchObject({ code: 0 });
    for (const part of ['checkpoints', 'curve.csv'])
      rmSync(join(folder, 'second', part), { recursive: true });
  });

  const second = () =>
    dropin(folder, 'run', 'second.yaml', ...short, '--iterations', '40', '--out', 'second');
  const refusal = (what: string) => ({
    code: 2,
    stderr: expect.stringContaining(
      `second started from the weights of first at iteration 40, but ${what}: ` +
        'name the checkpoint in init_from.run, or start over with --fresh\n',
    ) as string,
  });

  it('the other run has been trained further', async () => {
    const longer = ['--iterations', '50', '--out', 'first', '--fresh'];
    expect(await dropin(folder, 'run', 'small.yaml', ...short, ...longer)).toMatchObject({ code: 0 });
    expect(await second()).toMatchObject(refusal('its newest checkpoint is now at iteration 50'));
  });

  it('the other run was trained again from the start', async () => {
    const anew = ['--iterations', '40', '--seed', '5', '--out', 'first', '--fresh'];
    expect(await dropin(folder, 'run', 'small.yaml', ...short, ...anew)).toMatchObject({ code: 0 });
    expect(await second()).toMatchObject(refusal('those weights have changed'));
  });
});
