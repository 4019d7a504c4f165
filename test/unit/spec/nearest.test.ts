import { expect, it } from 'vitest';
import { nearest } from '../../../src/common/nearest.js';

it('finds the intended name', () => {
  expect(nearest('lenght', ['start', 'length', 'mode'])).toBe('length');
  expect(nearest('ReLU', ['none', 'relu'])).toBe('relu');
  expect(nearest('outptus', ['outputs', 'output'])).toBe('outputs');
});

it('finds none if no name is similar', () => {
  expect(nearest('colour', ['batch', 'momentum'])).toBeUndefined();
  expect(nearest('x', ['ab', 'y'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});
