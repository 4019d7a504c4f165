import type { FrozenNetwork } from '../../graph/inference.js';
import type { Layer, LayerTypeName } from '../../network/layer.js';
import { withoutHeads } from '../../network/reach.js';
import type { TrainedNetwork } from '../trained.js';
import { OnnxGraph } from './graph.js';
import { onnxActivation, onnxGelu, onnxGeluTanh, onnxLeakyRelu } from './activations.js';
import {
  onnxAdd,
  onnxBatchNorm,
  onnxConcat,
  onnxConv,
  onnxDropIn,
  onnxFc,
  onnxHighway,
  onnxLrn,
  onnxRegularizingDropIn,
  onnxResize,
  onnxStochasticDepth,
  onnxWiden,
} from './layers.js';
import type { OnnxLowering } from './lowering.js';
import { onnxPool } from './pool.js';
import { onnxRnn } from './rnn.js';
import { ELEMENT, ModelProto } from './proto.js';

/** Resize has `axes` from opset 18 on; IR version 8 is that of ONNX 1.13, which brought it. */
const OPSET = 18;
const IR_VERSION = 8;

/** Only in training. */
const passOn: OnnxLowering<Layer> = (_context, _placed, [x]) => x!;

/** One lowering a layer type: a type without one does not compile. The heads are taken off before. */
const lowerings: {
  readonly [T in Exclude<LayerTypeName, 'softmax_loss' | 'accuracy'>]: OnnxLowering<
    Extract<Layer, { type: T }>
  >;
} = {
  input: passOn,
  conv: onnxConv,
  pool: onnxPool,
  fc: onnxFc,
  rnn: onnxRnn,
  relu: onnxActivation('Relu'),
  sigmoid: onnxActivation('Sigmoid'),
  tanh: onnxActivation('Tanh'),
  leaky_relu: onnxLeakyRelu,
  elu: onnxActivation('Elu'),
  gelu: onnxGelu,
  gelu_tanh: onnxGeluTanh,
  lrn: onnxLrn,
  batch_norm: onnxBatchNorm,
  dropout: passOn,
  resize: onnxResize,
  dropin: onnxDropIn,
  regularizing_dropin: onnxRegularizingDropIn,
  widen: onnxWiden,
  add: onnxAdd,
  concat: onnxConcat,
  highway: onnxHighway,
  stochastic_depth: onnxStochasticDepth,
};

/** An ONNX model: `images` `[N, H, W, C]` uint8 to `logits` and `probabilities` `[N, classes]`. */
export function onnxBytes({ frozen, spec, input }: TrainedNetwork): Uint8Array {
  const graph = new OnnxGraph();
  const { network, scores } = withoutHeads(frozen.network);
  const outputs = new Map<string, string>();
  const start = transformed(graph, frozen);
  for (const placed of network.layers) {
    const { layer } = placed;
    const inputs = layer.type === 'input' ? [start] : layer.inputs.map((name) => outputs.get(name)!);
    const lowering = lowerings[layer.type as keyof typeof lowerings] as OnnxLowering<Layer>;
    outputs.set(layer.name, lowering({ graph, ...frozen }, placed, inputs));
  }
  const logits = graph.add('Identity', [outputs.get(scores)!], { name: 'logits' });
  graph.add('Softmax', [logits], { attributes: { axis: 1 }, name: 'probabilities' });
  const classes = [network.classes];
  return ModelProto.encode(
    ModelProto.fromObject({
      ir_version: IR_VERSION,
      producer_name: 'dropin',
      opset_import: [{ domain: '', version: OPSET }],
      metadata_props: [{ key: 'classes', value: JSON.stringify(input.classes) }],
      graph: {
        name: spec.name,
        node: graph.nodes,
        initializer: graph.initializers,
        input: [valueInfo('images', ELEMENT.uint8, network.imageShape)],
        output: ['logits', 'probabilities'].map((name) => valueInfo(name, ELEMENT.float32, classes)),
      },
    }),
  ).finish();
}

/** The network's input `[N, C, H, W]`: what `transformed` of src/graph/inference.ts makes of the images. */
function transformed(graph: OnnxGraph, { network, corner, negativeMean, scale }: FrozenNetwork): string {
  const [top, left] = corner;
  const [height = 0, width = 0] = network.inputShape;
  let x = 'images';
  if (network.imageShape.join() !== network.inputShape.join()) {
    const bounds = [
      [top, left],
      [top + height, left + width],
      [1, 2],
    ].map((values) => graph.integers('transform/bound', values));
    x = graph.add('Slice', [x, ...bounds], { name: 'transform/cut' });
  }
  x = graph.add('Cast', [x], { attributes: { to: ELEMENT.float32 }, name: 'transform/pixels' });
  if (negativeMean !== undefined) {
    const mean = graph.floats('transform/negative_mean', negativeMean.shape, negativeMean.values);
    x = graph.add('Add', [x, mean], { name: 'transform/centred' });
  }
  if (scale !== 1)
    x = graph.add('Mul', [x, graph.scalar('transform/scale', scale)], { name: 'transform/scaled' });
  return graph.add('Transpose', [x], { attributes: { perm: [0, 3, 1, 2] }, name: 'transform/output' });
}

function valueInfo(name: string, elementType: number, shape: readonly number[]): object {
  const dim = [{ dim_param: 'N' }, ...shape.map((size) => ({ dim_value: size }))];
  return { name, type: { tensor_type: { elem_type: elementType, shape: { dim } } } };
}
