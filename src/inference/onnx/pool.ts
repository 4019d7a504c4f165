import type { PoolLayer } from '../../network/layer.js';
import { poolWindow, windowCorrections } from '../../network/layers/pool.js';
import { onAxes } from '../../network/window.js';
import type { OnnxLowering } from './lowering.js';

/**
 * Caffe's pooling: the last window may hang over the border. The border is written out, and a mean, which Caffe takes over the part
 * of the window inside the padded input, is corrected for what hangs over.
 */
export const onnxPool: OnnxLowering<PoolLayer> = ({ graph }, { layer, inputShapes, outputShape }, [x]) => {
  const { name, pooling } = layer;
  const windows = poolWindow(layer, inputShapes[0]!);
  const { kernel, stride, pad } = windows;
  const after = onAxes((axis) => {
    const reach = (outputShape[axis]! - 1) * stride[axis] + kernel[axis];
    return Math.max(0, reach - inputShapes[0]![axis]! - pad[axis]);
  });
  const attributes = { kernel_shape: kernel, strides: stride, pads: [...pad, ...after] };
  if (pooling === 'max') return graph.add('MaxPool', [x!], { attributes, name: `${name}/output` });
  const averaged = graph.add('AveragePool', [x!], {
    attributes: { ...attributes, count_include_pad: 1 },
    name: `${name}/output`,
  });
  const [height = 0, width = 0] = outputShape;
  const factors = Float32Array.from(windowCorrections(windows, inputShapes[0]!, [height, width]));
  if (factors.every((factor) => factor === 1)) return averaged;
  const factor = graph.floats(`${name}/window_correction`, [1, 1, height, width], factors);
  return graph.add('Mul', [averaged, factor], { name: `${name}/corrected` });
};
