import { expect } from 'vitest';

/** A function of named arrays and its analytic gradient, both for one projection of the outputs. */
export interface Differentiable {
  /** All outputs. */
  readonly forward: (inputs: Readonly<Record<string, Float32Array>>) => Float32Array;
  /** Gradient of Σ projection·output with respect to each input. */
  readonly gradients: (
    inputs: Readonly<Record<string, Float32Array>>,
  ) => Readonly<Record<string, Float32Array>>;
  readonly projection: Float32Array;
}

export interface CheckOptions {
  /** Half the distance between the two evaluations. */
  readonly step?: number;
  /** Tolerance of the difference, relative to the larger gradient or to 1. */
  readonly tolerance?: number;
  /** Input value at which the function has a kink; inputs within two steps of it are not checked. */
  readonly kink?: number;
}

/**
 * Compares a gradient with central differences, input by input, after Caffe's `test_gradient_check_util.hpp`.
 * Outputs are projected in double precision, so that only the rounding of each output counts.
 *
 * @returns What is wrong, one line per element, and the number of elements checked.
 */
export function gradientProblems(
  label: string,
  { forward, gradients, projection }: Differentiable,
  inputs: Readonly<Record<string, Float32Array>>,
  { step = 1e-2, tolerance = 2e-4, kink = Number.NaN }: CheckOptions = {},
): { readonly problems: readonly string[]; readonly checked: number } {
  const analytic = gradients(inputs);
  const problems: string[] = [];
  let checked = 0;
  for (const [name, values] of Object.entries(inputs)) {
    for (const [index, value] of values.entries()) {
      if (Math.abs(value - kink) <= 2 * step) continue;
      checked++;
      const projected = (x: number) => {
        const moved = Float32Array.from(values);
        moved[index] = x;
        const y = forward({ ...inputs, [name]: moved });
        return { x: moved[index], sum: y.reduce((sum, output, i) => sum + output * projection[i]!, 0) };
      };
      const [up, down] = [projected(value + step), projected(value - step)];
      const numeric = (up.sum - down.sum) / (up.x - down.x);
      const found = analytic[name]?.[index] ?? Number.NaN;
      const scale = Math.max(1, Math.abs(numeric), Math.abs(found));
      if (!(Math.abs(found - numeric) <= tolerance * scale))
        problems.push(`${label}: d/d${name}[${index}] is ${found}, by differences ${numeric}`);
    }
  }
  return { problems, checked };
}

export function expectGradients(...args: Parameters<typeof gradientProblems>): void {
  const { problems, checked } = gradientProblems(...args);
  expect(checked).toBeGreaterThan(0);
  expect(problems).toEqual([]);
}
