import type { ResizeLayer } from '../../network/layer.js';
import { resize } from '../ops/resize.js';
import { pad, slice } from '../ops/slice-pad.js';
import { onlyInput, type Lowering } from './context.js';

/** Interpolates height and width, then drops the last channels or appends channels of zeros. */
export const lowerResize: Lowering<ResizeLayer> = ({ graph }, { layer, outputShape }, inputs) => {
  const x = onlyInput(inputs);
  const channels = outputShape.at(-1) ?? 0;
  let y = x;
  if (outputShape.length === 3 && (outputShape[0] !== x.shape[1] || outputShape[1] !== x.shape[2])) {
    y = resize(graph, x, { method: layer.method, height: outputShape[0]!, width: outputShape[1]! });
  }
  const found = y.shape.at(-1) ?? 0;
  if (channels < found)
    return slice(
      graph,
      y,
      y.shape.map(() => 0),
      [...y.shape.slice(0, -1), channels],
    );
  if (channels === found) return y;
  const last = y.shape.length - 1;
  return pad(
    graph,
    y,
    y.shape.map((_, axis) => [0, axis === last ? channels - found : 0] as const),
  );
};
