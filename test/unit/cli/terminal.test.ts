import { describe, expect, it } from 'vitest';
import { grid } from '../../../src/cli/render/grid.js';
import { progressLine, rowLine } from '../../../src/cli/render/progress.js';
import { isLive } from '../../../scripts/setup/terminal.js';
import { widthOf } from '../../../src/cli/render/terminal.js';
import { Progress } from '../../../src/train/progress.js';
import { specOf } from '../network/helpers.js';

const TTY = { isTTY: true, columns: 80, rows: 24 };

describe('lines are overwritten', () => {
  it.each([
    ['on a terminal', TTY, { TERM: 'xterm' }, true],
    ['not on a dumb terminal', TTY, { TERM: 'dumb' }, false],
    ['not in CI', TTY, { TERM: 'xterm', CI: 'true' }, false],
    ['with CI=false', TTY, { TERM: 'xterm', CI: 'false' }, true],
    ['not in a pipe', { ...TTY, isTTY: false }, { TERM: 'xterm' }, false],
    ['not if the size of the terminal is unknown', { ...TTY, columns: 0 }, { TERM: 'xterm' }, false],
  ])('%s', (_, stream, env, expected) => {
    expect(isLive(stream, env)).toBe(expected);
  });
});

it('a line is limited to the terminal’s columns, and unlimited elsewhere', () => {
  expect(widthOf(TTY)).toBe(80);
  expect(widthOf({ ...TTY, isTTY: false })).toBe(Infinity);
});

describe('a progress line omits what does not fit', () => {
  const solver = { iterations: 10000, batch: 64, base_lr: 0.01 };
  const progress = new Progress(specOf('[fc: {outputs: 10}]', { solver, test: { interval: 20000 } }));
  progress.stepped(1, 0);
  Object.assign(progress, { iteration: 5000, phase: 'training', loss: 0.25, accuracy: 0.94, dropinP: 0.5 });
  const row = {
    ...{ iteration: 5000, split: 'train' as const, loss: 0.25, accuracy: 0.94, top5: 0.99 },
    ...{ learningRate: 0.01, dropinP: 0.5, imagesPerSecond: 64, elapsedS: 1 },
  };
  it.each([
    [
      100,
      '██████████░░░░░░░░░░  5000/10000 50%  loss 0.2500  accuracy 94.00%  p 0.500  1 h 23 min 20 s left',
    ],
    [80, '██████████░░░░░░░░░░  5000/10000 50%  loss 0.2500  p 0.500  1 h 23 min 20 s left'],
    [60, '5000/10000 50%  loss 0.2500  1 h 23 min 20 s left'],
    [20, '5000/10000 50%'],
    [8, '5000/10…'],
  ])('at %d columns', (width, expected) => {
    expect(progressLine(progress, 20, width)).toBe(expected);
  });
  it.each([
    [80, 'iteration  5000  train  loss 0.2500  accuracy 94.00%  top 5 99.00%'],
    [60, 'iteration  5000  train  loss 0.2500  accuracy 94.00%'],
    [40, 'iteration  5000  train  accuracy 94.00%'],
  ])('a logged point at %d columns', (width, expected) => {
    expect(rowLine(row, progress, width)).toBe(expected);
  });
});

describe('a table', () => {
  const head = ['name', 'folder', 'description'];
  const rows = [['cifar10', '/a/long/path/of/folders/to/the/cifar10', '60,000 photographs of 10 classes']];
  it('has one line per row if it fits', () => {
    expect(grid(head, rows, Infinity)).toBe(
      'name     folder                                  description\n' +
        'cifar10  /a/long/path/of/folders/to/the/cifar10  60,000 photographs of 10 classes\n',
    );
  });
  it.each([80, 60, 40])('fits %d columns without losing anything', (width) => {
    const lines = grid(head, rows, width).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    for (const part of ['cifar10', 'photographs', 'classes']) expect(lines.join('\n')).toContain(part);
  });
});
