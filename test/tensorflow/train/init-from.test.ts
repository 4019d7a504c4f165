import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

it('a run begins with the weights that it takes from another, by layer name', async () => {
  const folder = workFolder();
  const text = readFileSync(join(folder, 'small.yaml'), 'utf8');
  const short = ['--iterations', '40', '--set', 'test.interval=1000'];
  expect((await dropin(folder, 'run', 'small.yaml', ...short, '--out', 'first')).code).toBe(0);

  // At a learning rate of 0 and without decay, weights stay as they began.
  writeFileSync(join(folder, 'second.yaml'), text.replace('base_lr: 0.02', 'base_lr: 0'));
  appendFileSync(
    join(folder, 'second.yaml'),
    'seed: 7\ninit_from: {run: first, layers: {conv1_1: conv1_1, fc2: fc2}}\n',
  );
  const begun = await dropin(folder, 'run', 'second.yaml', ...short, '--out', 'second');
  expect(begun).toMatchObject({ code: 0 });
  expect(begun.stderr).toContain(
    'init_from: with the weights of first at iteration 40 begin conv1_1, fc2; as the fillers say: conv1_2\n',
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
  // Nothing is left behind that would stand in the way of a right one.
  const mended = ['--set', 'init_from.run=first/checkpoints/iteration-00000040', '--out', 'third'];
  expect(await dropin(folder, 'run', 'second.yaml', ...short, ...mended)).toMatchObject({ code: 0 });
});
