import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scalarsIn } from './helpers/events.js';
import { build, folder, open } from './helpers/networks.js';

it('writes scalars as a TensorBoard event file', async () => {
  const program = await open(build('- fc: {outputs: 2}', [1, 1, 2], 2));
  const logdir = folder();
  program.openScalars(logdir);
  program.writeScalar('train/loss', 100, 2.5);
  program.writeScalar('train/loss', 200, 1.25);
  program.writeScalar('dropin_p/dropin1_2', 2 ** 31 - 1, 0.5);
  program.flushScalars();
  expect(readdirSync(logdir)).toEqual([expect.stringMatching(/^events\.out\.tfevents\..*\.dropin$/)]);
  expect(scalarsIn(logdir)).toEqual([
    { step: 100, tag: 'train/loss', value: 2.5 },
    { step: 200, tag: 'train/loss', value: 1.25 },
    { step: 2 ** 31 - 1, tag: 'dropin_p/dropin1_2', value: 0.5 },
  ]);

  expect(() => {
    program.openScalars(folder());
  }).toThrow(`scalars are already written to ${logdir}`);
});

it('two programs in one process write separate files', async () => {
  const folders = [folder(), folder()];
  for (const [i, logdir] of folders.entries()) {
    const program = await open(build('- fc: {outputs: 2}', [1, 1, 2], 2));
    program.openScalars(logdir);
    program.writeScalar('test/loss', i, 0.75);
    program.flushScalars();
  }
  expect(folders.flatMap(scalarsIn)).toEqual([
    { step: 0, tag: 'test/loss', value: 0.75 },
    { step: 1, tag: 'test/loss', value: 0.75 },
  ]);
});
