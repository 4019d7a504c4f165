import { describe, expect, it } from 'vitest';
import { formatDuration, formatPercent } from '../../../src/common/format.js';

describe('duration', () => {
  it.each([
    [0.4, '0 s'],
    [59.6, '1 min 0 s'],
    [3723, '1 h 2 min 3 s'],
    [3600, '1 h 0 min 0 s'],
  ])('%d s', (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected);
  });
});

describe('percent', () => {
  it('has two decimals', () => {
    expect(formatPercent(0.9871)).toBe('98.71%');
  });
});
