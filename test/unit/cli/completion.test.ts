import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completionScript } from '../../../src/cli/commands/completion/script.js';
import { SHELLS } from '../../../src/cli/commands/completion/shells.js';
import { buildProgram } from '../../../src/cli/program.js';

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

describe('bash completes', () => {
  const script = completionScript(buildProgram(), 'bash');

  function complete(...words: string[]): string {
    const line = words.map((word) => `'${word}'`).join(' ');
    const test = `${script}
COMP_WORDS=(dropin ${line}); COMP_CWORD=${words.length}
_dropin; echo "\${COMPREPLY[*]}"`;
    return execFileSync('bash', ['-c', test], { encoding: 'utf8', cwd: empty() }).trim();
  }

  it.each([
    ['commands', ['compl'], 'completion'],
    ['options', ['doctor', '--j'], '--json'],
    ['fixed arguments', ['completion', ''], 'bash zsh fish'],
    ['values of options', ['run', '--device', ''], 'cpu gpu'],
    ['values of options after others', ['sweep', 'a.yaml', '--seeds', '3', '--launcher', 's'], 'slurm'],
    ['subcommands', ['datasets', 've'], 'verify'],
    ['names of data sets', ['datasets', 'verify', ''], 'cifar10 imagefolder imagenet mnist'],
    ['values of a subcommand’s options', ['datasets', 'prepare', '--on-bad-image', ''], 'fail skip'],
    ['topics of help', ['help', 'comp'], 'completion'],
    ['topics of a subcommand’s help', ['datasets', 'help', ''], 'list fetch verify prepare'],
  ])('%s', (_, words, expected) => {
    expect(complete(...words)).toBe(expected);
  });
});

describe('fish completes', () => {
  it.skipIf(!has('fish'))('commands, values of options and data sets (where fish is installed)', () => {
    const file = join(empty(), 'dropin.fish');
    writeFileSync(file, completionScript(buildProgram(), 'fish'));
    const complete = (line: string) =>
      execFileSync('fish', ['--no-config', '-c', `source ${file}; complete -C '${line}'`], {
        encoding: 'utf8',
        cwd: empty(),
      })
        .trim()
        .split('\n')
        .map((candidate) => candidate.split('\t')[0]);
    expect(complete('dropin compl')).toEqual(['completion']);
    expect(complete('dropin run --device ')).toEqual(['cpu', 'gpu']);
    expect(complete('dropin datasets verify ')).toEqual(['cifar10', 'imagefolder', 'imagenet', 'mnist']);
  });
});

describe('the script is parsed without errors by', () => {
  for (const shell of SHELLS) {
    it.skipIf(!has(shell))(`${shell} (if installed)`, () => {
      const file = join(empty(), 'script');
      writeFileSync(file, completionScript(buildProgram(), shell));
      expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    });
  }
});

function empty(): string {
  return mkdtempSync(join(tmpdir(), 'dropin-completion-'));
}
