import type {
  AddLayer,
  BatchNormLayer,
  ConcatLayer,
  ConvLayer,
  DropInLayer,
  FcLayer,
  HighwayLayer,
  LrnLayer,
  RegularizingDropInLayer,
  ResizeLayer,
  StochasticDepthLayer,
  WidenLayer,
} from '../../network/layer.js';
import { elementCount } from '../../common/shapes.js';
import { channelsFirst, type OnnxLowering } from './lowering.js';
import { filtersFirst, rowsChannelsFirst } from './weights.js';

export const onnxConv: OnnxLowering<ConvLayer> = ({ graph, weights }, { layer, parameters }, [x]) => {
  const { name, kernel, stride, pad, dilation, groups } = layer;
  const [filter, biases] = parameters;
  const [, , inputs = 1, outputs = 1] = filter!.shape;
  const values = filtersFirst(weights.get(filter!.name)!, filter!.shape);
  const arrays = [graph.floats(filter!.name, [outputs, inputs, ...kernel], values)];
  if (biases !== undefined) arrays.push(graph.floats(biases.name, biases.shape, weights.get(biases.name)!));
  const attributes = {
    kernel_shape: kernel,
    strides: stride,
    pads: [...pad, ...pad],
    dilations: dilation,
    group: groups,
  };
  return graph.add('Conv', [x!, ...arrays], { attributes, name: `${name}/output` });
};

export const onnxFc: OnnxLowering<FcLayer> = (
  { graph, weights },
  { layer, parameters, inputShapes },
  [x],
) => {
  const [matrix, biases] = parameters;
  const isImage = inputShapes[0]!.length === 3;
  const flat = isImage ? graph.add('Flatten', [x!], { name: `${layer.name}/flat` }) : x!;
  const stored = weights.get(matrix!.name)!;
  const values = isImage ? rowsChannelsFirst(stored, inputShapes[0]!, layer.outputs) : stored;
  const arrays = [graph.floats(matrix!.name, matrix!.shape, values)];
  if (biases !== undefined) arrays.push(graph.floats(biases.name, biases.shape, weights.get(biases.name)!));
  return graph.add('Gemm', [flat, ...arrays], { name: `${layer.name}/output` });
};

export const onnxBatchNorm: OnnxLowering<BatchNormLayer> = (
  { graph, weights },
  { layer, outputShape },
  [x],
) => {
  const { name, epsilon, affine } = layer;
  const shape = outputShape.slice(-1);
  const filled = (suffix: string, value: number) =>
    graph.floats(`${name}/${suffix}`, shape, new Float32Array(shape[0]!).fill(value));
  const stored = (suffix: string) =>
    graph.floats(`${name}/${suffix}`, shape, weights.get(`${name}/${suffix}`)!);
  const scale = affine ? stored('scale') : filled('scale', 1);
  const offset = affine ? stored('offset') : filled('offset', 0);
  const inputs = [x!, scale, offset, stored('running_mean'), stored('running_variance')];
  const attributes = { epsilon: { float: epsilon } };
  return graph.add('BatchNormalization', inputs, { attributes, name: `${name}/output` });
};

/** ONNX divides α by the size, as Caffe does; within a channel the window is a mean of size² with a border of zeros. */
export const onnxLrn: OnnxLowering<LrnLayer> = ({ graph }, { layer }, [x]) => {
  const { name, size, alpha, beta, region } = layer;
  if (region === 'across_channels') {
    const attributes = { size, alpha: { float: alpha }, beta: { float: beta }, bias: { float: 1 } };
    return graph.add('LRN', [x!], { attributes, name: `${name}/output` });
  }
  const border = (size - 1) / 2;
  const attributes = {
    kernel_shape: [size, size],
    pads: [border, border, border, border],
    count_include_pad: 1,
  };
  const square = graph.add('Mul', [x!, x!], { name: `${name}/square` });
  const mean = graph.add('AveragePool', [square], { attributes, name: `${name}/mean` });
  const scaled = graph.add('Mul', [mean, graph.scalar(`${name}/alpha`, alpha)], { name: `${name}/scaled` });
  const sum = graph.add('Add', [scaled, graph.scalar(`${name}/one`, 1)], { name: `${name}/sum` });
  const power = graph.add('Pow', [sum, graph.scalar(`${name}/beta`, beta)], { name: `${name}/power` });
  return graph.add('Div', [x!, power], { name: `${name}/output` });
};

/** Pixel centres at half units, as in TensorFlow; then channels are cut off, or zero channels appended. */
export const onnxResize: OnnxLowering<ResizeLayer> = (
  { graph },
  { layer, inputShapes, outputShape },
  [x],
) => {
  const { name, method } = layer;
  const input = inputShapes[0]!;
  let y = x!;
  if (outputShape.length === 3 && (outputShape[0] !== input[0] || outputShape[1] !== input[1])) {
    const sizes = graph.integers(`${name}/sizes`, outputShape.slice(0, 2));
    const attributes = {
      axes: [2, 3],
      mode: method === 'nearest' ? 'nearest' : 'linear',
      coordinate_transformation_mode: 'half_pixel',
      nearest_mode: 'round_prefer_ceil',
    };
    y = graph.add('Resize', [y, '', '', sizes], { attributes, name: `${name}/resized` });
  }
  const [found, channels] = [input.at(-1)!, outputShape.at(-1)!];
  if (channels < found) {
    const bounds = [[0], [channels], [1]].map((values) => graph.integers(`${name}/bound`, values));
    return graph.add('Slice', [y, ...bounds], { name: `${name}/output` });
  }
  if (channels === found) return y;
  const none = outputShape.map(() => 0);
  const pads = graph.integers(`${name}/pads`, [...none, 0, 0, channels - found, ...none.slice(1)]);
  return graph.add('Pad', [y, pads], { name: `${name}/output` });
};

/** Units are counted channel by channel, which is ONNX's own order: the first `copied` are y_prev's. */
export const onnxDropIn: OnnxLowering<DropInLayer> = (context, { layer, outputShape }, [yNew, yPrevious]) => {
  const { graph, copied } = context;
  const shape = [1, ...channelsFirst(outputShape)];
  const isCopied = new Uint8Array(elementCount(shape)).fill(1, 0, copied.get(layer.name));
  const mask = graph.mask(`${layer.name}/copied`, shape, isCopied);
  return graph.add('Where', [mask, yPrevious!, yNew!], { name: `${layer.name}/output` });
};

/** p·y_new + (1 − p)·y_prev, as in tests. */
export const onnxRegularizingDropIn: OnnxLowering<RegularizingDropInLayer> = (
  { graph },
  { layer },
  inputs,
) => {
  const { name, ratio } = layer;
  const parts = [ratio, 1 - ratio].map((share, i) =>
    graph.add('Mul', [inputs[i]!, graph.scalar(`${name}/share`, share)], { name: `${name}/part` }),
  );
  return graph.add('Add', parts, { name: `${name}/output` });
};

export const onnxAdd: OnnxLowering<AddLayer> = ({ graph }, { layer }, inputs) =>
  inputs.reduce((sum, x) => graph.add('Add', [sum, x], { name: `${layer.name}/output` }));

export const onnxConcat: OnnxLowering<ConcatLayer> = ({ graph }, { layer }, inputs) =>
  graph.add('Concat', inputs, { attributes: { axis: 1 }, name: `${layer.name}/output` });

/** T·H + (1 − T)·x. */
export const onnxHighway: OnnxLowering<HighwayLayer> = ({ graph }, { layer }, [gate, transformed, x]) => {
  const { name } = layer;
  const carry = graph.add('Sub', [graph.scalar(`${name}/one`, 1), gate!], { name: `${name}/carry` });
  const parts = [
    graph.add('Mul', [gate!, transformed!], { name: `${name}/part` }),
    graph.add('Mul', [carry, x!], { name: `${name}/part` }),
  ];
  return graph.add('Add', parts, { name: `${name}/output` });
};

/** p·x, as in tests. */
export const onnxStochasticDepth: OnnxLowering<StochasticDepthLayer> = ({ graph }, { layer }, [x]) => {
  const survival = graph.scalar(`${layer.name}/survival`, layer.survival);
  return graph.add('Mul', [x!, survival], { name: `${layer.name}/output` });
};

/** The first channels are not there yet: they are 0. */
export const onnxWiden: OnnxLowering<WidenLayer> = ({ graph, copied }, { layer, outputShape }, [x]) => {
  const channels = outputShape.at(-1)!;
  const kept = new Float32Array(channels).fill(1).fill(0, 0, copied.get(layer.name));
  const shape = outputShape.length === 3 ? [1, channels, 1, 1] : [1, channels];
  const mask = graph.floats(`${layer.name}/kept`, shape, kept);
  return graph.add('Mul', [x!, mask], { name: `${layer.name}/output` });
};
