import type { PoolLayer } from '../../network/layer.js';
import type { OnnxLowering } from './lowering.js';

/**
 * Caffe's pooling: the last window may hang over the border. The border is written out, and a mean, which Caffe takes over the part
 * of the window inside the padded input, is corrected for what hangs over.
 */
export const onnxPool: OnnxLowering<PoolLayer> = ({ graph }, { layer, inputShapes, outputShape }, [x]) => {
  const { name, kernel, stride, pad, pooling } = layer;
  const [height, width] = [0, 1].map((axis) => {
    const reach = (outputShape[axis]! - 1) * stride + kernel;
    return Math.max(0, reach - inputShapes[0]![axis]! - pad);
  });
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, height!, width!],
  };
  if (pooling === 'max') return graph.add('MaxPool', [x!], { attributes, name: `${name}/output` });
  const averaged = graph.add('AveragePool', [x!], {
    attributes: { ...attributes, count_include_pad: 1 },
    name: `${name}/output`,
  });
  const factors = correction(layer, inputShapes[0]!, outputShape);
  if (factors.every((factor) => factor === 1)) return averaged;
  const shape = [1, 1, outputShape[0]!, outputShape[1]!];
  const factor = graph.floats(`${name}/window_correction`, shape, factors);
  return graph.add('Mul', [averaged, factor], { name: `${name}/corrected` });
};

/** kernel² over the number of values that Caffe divides by, of every window. */
function correction({ kernel, stride, pad }: PoolLayer, input: readonly number[], output: readonly number[]) {
  const sizes = [0, 1].map((axis) =>
    Array.from({ length: output[axis]! }, (_, position) => {
      const start = position * stride - pad;
      return Math.min(start + kernel, input[axis]! + pad) - start;
    }),
  );
  return Float32Array.from(
    sizes[0]!.flatMap((rows) => sizes[1]!.map((columns) => kernel ** 2 / (rows * columns))),
  );
}
