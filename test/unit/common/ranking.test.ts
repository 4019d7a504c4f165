import { expect, it } from 'vitest';
import { softmax, topClasses } from '../../../src/common/ranking.js';

it.each([
  ['the largest first', [1, 5, 2, 4, 3], 3, [1, 3, 4]],
  ['the later of equal ones first', [2, 9, 2, 9, 2], 4, [3, 1, 4, 2]],
  ['all, if there are fewer', [1, 2], 5, [1, 0]],
])('topClasses: %s', (_case, logits, k, expected) => {
  expect(topClasses(logits, k)).toEqual(expected);
});

it('softmax: fractions of one, also for large logits', () => {
  const [quarter, rest] = softmax([Math.log(1), Math.log(3)]);
  expect([quarter, rest!.toFixed(12)]).toEqual([0.25, '0.750000000000']);
  expect(softmax([1000, 1000])).toEqual([0.5, 0.5]);
});
