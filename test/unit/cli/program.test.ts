import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../../src/cli/failure.js';
import { buildProgram } from '../../../src/cli/program.js';
import { DropinError } from '../../../src/common/errors.js';

const DROPIN = fileURLToPath(new URL('../../../bin/dropin', import.meta.url));

function dropin(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(DROPIN, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the program', () => {
  it('ends with 2 on a wrong command line, and suggests what was meant', () => {
    expect(dropin('docter')).toEqual({
      status: 2,
      stdout: '',
      stderr: "dropin: unknown command 'docter'\n(Did you mean doctor?)\n",
    });
    expect(dropin('doctor', '--jsn')).toEqual({
      status: 2,
      stdout: '',
      stderr: "dropin: unknown option '--jsn'\n(Did you mean --json?)\n",
    });
    expect(dropin('doctor', '--device', 'tpu').status).toBe(2);
  });

  it('ends with 2 if images are too large for any memory', () => {
    const args = ['datasets', 'verify', 'imagefolder', '--root', '/nowhere', '--image', '100000x100000x3'];
    expect(dropin(...args)).toMatchObject({
      status: 2,
      stderr: '--image: expected at most 8192, found 100000\n',
    });
  });

  it('reports at once if the limit of open files is too low', () => {
    const { status, stderr } = spawnSync('bash', ['-c', `ulimit -n 28; exec ${DROPIN} doctor`], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('dropin: needs a limit of 256 open files, found 28: run ulimit -n 1024\n');
    expect(status).toBe(1);
  });

  it('shows an example in the help of every command', () => {
    for (const command of buildProgram().commands) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help, command.name()).toMatch(/Examples?:\n {2}(dropin|source) /);
    }
  });

  it('fails with a message if it ends before its work is done', () => {
    const preload = new URL('never-ends.js', import.meta.url).href;
    const { status, stderr } = spawnSync(process.execPath, ['--import', preload, DROPIN, 'validate'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'dropin: Error: the program ended before its work was done (set DROPIN_DEBUG=1 for the stack trace)\n',
    });
  });

  it.skipIf(process.platform !== 'linux')('has one thread per core for sharp’s decoding', () => {
    const preload = fileURLToPath(new URL('machine-of.cjs', import.meta.url));
    const threads = (cores: number) => {
      const env = { ...process.env, CORES: String(cores), UV_THREADPOOL_SIZE: '' };
      const args = ['--require', preload, DROPIN, '--version'];
      return Number(spawnSync(process.execPath, args, { encoding: 'utf8', env }).stderr);
    };
    const few = threads(1);
    expect([4, 9, 40].map((cores) => threads(cores) - few)).toEqual([0, 5, 36]);
  });

  it('is quiet when the reader of its output is gone', () => {
    const { stderr, status } = spawnSync('bash', ['-c', `'${DROPIN}' --help | true`], { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });
});

describe('a failure', () => {
  it('prints its message if it is an expected error, and one line otherwise', () => {
    expect(describeFailure(new DropinError('a.yaml:1:2: no', 2), false)).toBe('a.yaml:1:2: no');
    expect(describeFailure(new TypeError('x\ny'), false)).toBe(
      'dropin: TypeError: x (set DROPIN_DEBUG=1 for the stack trace)',
    );
    expect(describeFailure(new TypeError('x'), true)).toContain('at ');
  });
});
