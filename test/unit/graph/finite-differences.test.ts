import { expect, it } from 'vitest';
import { gradientProblems } from '../../tensorflow/graph/helpers/finite-differences.js';

type Arrays = Readonly<Record<string, Float32Array>>;

/** y = x² with the given gradient. */
function square(gradients: (inputs: Arrays) => Arrays) {
  return {
    forward: ({ x }: Arrays) => x!.map((value) => value * value),
    gradients,
    projection: Float32Array.of(1, 1, 1),
  };
}
const x = Float32Array.of(0.5, -2, 3);

it('accepts a correct gradient', () => {
  const right = square((inputs) => ({ x: inputs.x!.map((value) => 2 * value) }));
  expect(gradientProblems('square', right, { x })).toEqual({ problems: [], checked: 3 });
});

it('names the operation, input and elements of a wrong gradient', () => {
  const wrong = square(() => ({ x: Float32Array.of(1, -4.01, Number.NaN) }));
  const { problems } = gradientProblems('square', wrong, { x });
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(/^square: d\/dx\[1\] is -4\.01\d*, by differences (-4|-3\.99\d*|-4\.00\d*)$/);
  expect(problems[1]).toMatch(/^square: d\/dx\[2\] is NaN, by differences (6|5\.99\d*|6\.00\d*)$/);
});

it('ignores elements near a kink', () => {
  const wrong = square(() => ({ x: Float32Array.of(77, -4, 6) }));
  expect(gradientProblems('square', wrong, { x }, { kink: 0.49 })).toEqual({ problems: [], checked: 2 });
});
