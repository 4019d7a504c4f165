import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Part } from '../../src/cli/commands/doctor/part.js';

const DROPIN = fileURLToPath(new URL('../../bin/dropin', import.meta.url));

it('runs TensorFlow, and needs neither Python nor a compiler once it works', () => {
  const env = {
    ...process.env,
    PATH: dirname(process.execPath),
    PYTHON: '/nowhere/python',
    CXX: '/nowhere/c++',
  };
  const { stdout, status } = spawnSync(process.execPath, [DROPIN, 'doctor', '--json', '--device', 'cpu'], {
    env,
    encoding: 'utf8',
  });
  const { parts } = JSON.parse(stdout) as { parts: Part[] };
  const part = (name: string) => parts.find((candidate) => candidate.name === name);
  expect(status).toBe(0);
  expect(part('Binding')).toEqual({
    name: 'Binding',
    needed: true,
    version: 'runs TensorFlow 2.21.0',
    state: 'ok',
  });
  expect(part('C++ compiler')).toEqual({
    name: 'C++ compiler',
    version: '',
    state: 'missing',
    needed: false,
    fix: 'CXX names /nowhere/c++, which does not exist: set it to a C++ compiler',
  });
});
