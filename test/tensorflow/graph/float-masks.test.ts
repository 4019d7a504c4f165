import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/common/shapes.js';
import { unitIndexOf } from '../../../src/graph/lower/dropin.js';
import { cast } from '../../../src/graph/ops/cast.js';
import { greaterEqual, less } from '../../../src/graph/ops/compare.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { openTest } from './helpers/session.js';

/** λ of every unit, in the order of the images' memory. */
function unitsOf([height, width, channels]: readonly [number, number, number]): Float64Array {
  const units = new Float64Array(height * width * channels);
  let next = 0;
  for (let h = 0; h < height; h++)
    for (let w = 0; w < width; w++)
      for (let c = 0; c < channels; c++) units[next++] = (c * height + h) * width + w;
  return units;
}

describe('the masks of all units', () => {
  it.each([
    ['VGG16’s largest layer', [224, 224, 64]],
    ['AlexNet’s largest layer', [55, 55, 96]],
    ['LeNet', [24, 24, 20]],
    ['2²⁴ units, the most in float32', [4096, 4096, 1]],
    ['more, in int32', [4096, 1, 4097]],
  ] as const)('of %s are λ ≥ count and λ < count', async (_what, shape) => {
    const session = await openTest((graph) => {
      const count = placeholder(graph, 'count', 'int32', []);
      const index = unitIndexOf(graph, shape);
      const masks = [greaterEqual(graph, index, count), less(graph, index, count)];
      return { run: { inputs: { count }, outputs: masks.map((mask) => cast(graph, mask, 'float32')) } };
    });
    const units = unitsOf(shape);
    const total = elementCount(shape);
    for (const count of [0, 1, Math.floor(total / 3), total - 1, total]) {
      const [isNew, isCopied] = session.run('run', { count: Int32Array.of(count) });
      const wrong = units.findIndex(
        (unit, at) => isNew![at] !== Number(unit >= count) || isCopied![at] !== Number(unit < count),
      );
      expect(wrong, `count ${count}`).toBe(-1);
    }
    session.dispose();
  });
});
