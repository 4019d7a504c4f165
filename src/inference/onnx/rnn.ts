import type { RnnLayer } from '../../network/layer.js';
import type { OnnxLowering } from './lowering.js';

/** ONNX's operator, and its order of the gates, by their positions here. */
const OPERATORS: Readonly<Record<RnnLayer['cell'], { op: string; gates: readonly number[] }>> = {
  tanh: { op: 'RNN', gates: [0] },
  // i, o, f, g
  lstm: { op: 'LSTM', gates: [0, 3, 1, 2] },
  // z, r, n
  gru: { op: 'GRU', gates: [1, 0, 2] },
};

/** One direction of ONNX's operator over the rows, `[H, N, W·C]`; its output is `[H, 1, N, units]`. */
export const onnxRnn: OnnxLowering<RnnLayer> = (
  { graph, weights },
  { layer, parameters, inputShapes },
  [x],
) => {
  const { name, cell, units, output } = layer;
  const { op, gates } = OPERATORS[cell];
  const [steps = 1, width = 1, channels = 1] = inputShapes[0]!;
  const rows = graph.add('Transpose', [x!], { attributes: { perm: [2, 0, 3, 1] }, name: `${name}/rows` });
  const size = graph.integers(`${name}/sequence`, [steps, -1, width * channels]);
  const sequence = graph.add('Reshape', [rows, size], { name: `${name}/steps` });
  const stored = (suffix: string) => weights.get(`${name}/${suffix}`);
  const matrix = (suffix: string) => {
    const { shape } = parameters.find((parameter) => parameter.name === `${name}/${suffix}`)!;
    const values = gatesFirst(stored(suffix)!, shape[0]!, { gates, units });
    return graph.floats(`${name}/${suffix}`, [1, gates.length * units, shape[0]!], values);
  };
  const biases = graph.floats(
    `${name}/biases`,
    [1, 2 * gates.length * units],
    biasesOf(layer, gates, stored('biases')!, stored('recurrent_biases')),
  );
  const attributes = { hidden_size: units, ...(cell === 'gru' ? { linear_before_reset: 1 } : {}) };
  const inputs = [sequence, matrix('weights'), matrix('recurrent_weights'), biases];
  const all = graph.add(op, inputs, { attributes, name: `${name}/all` });
  const image = graph.add('Transpose', [all], { attributes: { perm: [2, 3, 0, 1] }, name: `${name}/output` });
  if (output === 'sequence') return image;
  const bounds = [[steps - 1], [steps], [2]].map((values) => graph.integers(`${name}/bound`, values));
  const last = graph.add('Slice', [image, ...bounds], { name: `${name}/last` });
  return graph.add('Flatten', [last], { name: `${name}/output` });
};

interface Gates {
  readonly gates: readonly number[];
  readonly units: number;
}

/** `[inputs, gates·units]` → `[gates·units, inputs]`, the gates in ONNX's order. */
function gatesFirst(values: Float32Array, inputs: number, { gates, units }: Gates): Float32Array {
  const sums = gates.length * units;
  return Float32Array.from({ length: sums * inputs }, (_, i) => {
    const [sum, input] = [Math.floor(i / inputs), i % inputs];
    const column = gates[Math.floor(sum / units)]! * units + (sum % units);
    return values[input * sums + column]!;
  });
}

/** The biases of W·x, then those of U·h, both in ONNX's order. ONNX has no forget_bias, so it is added here. */
function biasesOf(
  { cell, units, forgetBias }: RnnLayer,
  gates: readonly number[],
  biases: Float32Array,
  recurrent: Float32Array | undefined,
): Float32Array {
  const result = new Float32Array(2 * gates.length * units);
  gates.forEach((gate, position) => {
    const extra = cell === 'lstm' && gate === 1 ? forgetBias : 0;
    for (let unit = 0; unit < units; unit++)
      result[position * units + unit] = biases[gate * units + unit]! + extra;
  });
  if (recurrent !== undefined) result.set(recurrent, result.length - units);
  return result;
}
