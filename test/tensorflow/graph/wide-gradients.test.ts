import { expect, it } from 'vitest';
import { cast } from '../../../src/graph/ops/cast.js';
import { matmul } from '../../../src/graph/ops/matmul.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { hash32 } from './helpers/numbers.js';
import { runOnce } from './helpers/session.js';

const [IMAGES, INPUTS, OUTPUTS] = [3, 40, 5];
/** Numbers of 8 bits, so that bfloat16 holds them, and float32 the sums of their products. */
const factor = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => ((hash32(i, seed) & 255) - 128) / 256);

it('the gradient of fully connected weights in bfloat16 is the exact xᵀ·dy on a CPU, not rounded to bfloat16', async () => {
  const [x, dy] = [factor(IMAGES * INPUTS, 1), factor(IMAGES * OUTPUTS, 2)];
  const [gradient] = await runOnce({ x, dy }, (graph) => {
    const inputs = {
      x: placeholder(graph, 'x', 'float32', [IMAGES, INPUTS]),
      dy: placeholder(graph, 'dy', 'float32', [IMAGES, OUTPUTS]),
    };
    const narrow = [inputs.x, inputs.dy].map((each) => cast(graph, each, 'bfloat16'));
    const product = matmul(graph, narrow[0]!, narrow[1]!, { transposeA: true });
    return { inputs, outputs: [cast(graph, product, 'float32')] };
  });
  const expected = Float32Array.from({ length: INPUTS * OUTPUTS }, (_, at) => {
    const [input, output] = [Math.floor(at / OUTPUTS), at % OUTPUTS];
    return Array.from(
      { length: IMAGES },
      (__, i) => x[i * INPUTS + input]! * dy[i * OUTPUTS + output]!,
    ).reduce((sum, one) => sum + one);
  });
  expect(gradient).toEqual(expected);
});
