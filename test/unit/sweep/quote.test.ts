import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bashWord, directive } from '../../../src/sweep/slurm/quote.js';
import { parseSlurmOptions } from '../../../src/sweep/slurm/submit.js';

const NAMES = [
  'plain',
  'two words',
  "it's",
  'a "b" $HOME `id` \\ #',
  'a\n#SBATCH --wrap=id\nb',
  'tab\there',
  '*',
  '',
];

it.each(NAMES)('bash reads %j back unchanged, from one line', (name) => {
  const word = bashWord(name);
  expect(word).not.toContain('\n');
  expect(spawnSync('bash', ['-c', `printf %s ${word}`], { encoding: 'utf8' }).stdout).toBe(name);
});

it('leaves a plain value of a directive unquoted, and quotes all others', () => {
  expect(directive('gres', 'gpu:1')).toBe('#SBATCH --gres=gpu:1');
  expect(directive('chdir', '/home/ann smith')).toBe('#SBATCH --chdir="/home/ann smith"');
  expect(directive('comment', 'the "best" #1 \\o/')).toBe('#SBATCH --comment="the \\"best\\" #1 \\\\o/"');
});

it('refuses a line break in a directive', () => {
  expect(() => directive('chdir', '/home/a\n#SBATCH --wrap=id')).toThrow(
    '--launcher slurm: chdir "/home/a\\n#SBATCH --wrap=id" has a line break or another control character, ' +
      'which a batch script cannot hold',
  );
});

it('refuses a line break in --slurm', () => {
  expect(() => parseSlurmOptions('comment=a\n#SBATCH --wrap=id')).toThrow(
    '--slurm "comment=a\\n#SBATCH --wrap=id": expected no line breaks or other control characters',
  );
});
