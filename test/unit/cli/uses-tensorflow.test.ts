import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { buildProgram } from '../../../src/cli/program.js';
import { computes } from '../../../src/cli/tensorflow.js';

it('sets TensorFlow up only for the commands that compute', () => {
  const names = (commands: readonly Command[]): string[] =>
    commands.flatMap((command) => [
      ...(computes(command) ? [command.name()] : []),
      ...names(command.commands),
    ]);
  expect(names(buildProgram().commands)).toEqual([
    'run',
    'sweep',
    'eval',
    'predict',
    'export',
    'bench',
    'verify-resume',
  ]);
});

it('does not set it up to inspect a sweep', () => {
  const sweep = buildProgram().commands.find((command) => command.name() === 'sweep')!;
  sweep.parseOptions(['--status']);
  expect(computes(sweep)).toBe(false);
});
