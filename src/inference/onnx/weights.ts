/** `[K, K, C, M]` → `[M, C, K, K]`: ONNX's filters. */
export function filtersFirst(
  values: Float32Array,
  [height, width, inputs, outputs]: readonly number[],
): Float32Array {
  const [h = 1, w = 1, c = 1, m = 1] = [height, width, inputs, outputs];
  const result = new Float32Array(values.length);
  let read = 0;
  for (let row = 0; row < h; row++)
    for (let column = 0; column < w; column++)
      for (let input = 0; input < c; input++)
        for (let output = 0; output < m; output++)
          result[((output * c + input) * h + row) * w + column] = values[read++]!;
  return result;
}

/** Rows `[H·W·C, M]`, channels last, in the order of channels first: that in which ONNX flattens an image. */
export function rowsChannelsFirst(
  values: Float32Array,
  [height, width, channels]: readonly number[],
  outputs: number,
): Float32Array {
  const [h = 1, w = 1, c = 1] = [height, width, channels];
  const result = new Float32Array(values.length);
  for (let pixel = 0; pixel < h * w; pixel++)
    for (let channel = 0; channel < c; channel++) {
      const from = (pixel * c + channel) * outputs;
      result.set(values.subarray(from, from + outputs), (channel * h * w + pixel) * outputs);
    }
  return result;
}
