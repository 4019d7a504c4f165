import type { GradientRule, Graph } from '../graph.js';
import type { Attrs, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { add, mul } from './arithmetic.js';
import { scalarLike } from './cast.js';
import { accountedFor } from './identity.js';

function elementwise(
  op: string,
  gradient: GradientRule | 'none',
  { inputs = 1, attrs = ['T'] }: { readonly inputs?: 1 | 2; readonly attrs?: readonly string[] } = {},
): OpDefinition {
  const types = Array.from({ length: inputs }, () => 'float' as const);
  return { op, inputs: types, outputs: 1, attrs, gradient };
}

/** dx by `<op>Grad`, from dy and what TensorFlow's operation wants beside it. */
function gradientBy(
  op: string,
  inputs: (x: Tensor, y: Tensor, dy: Tensor, attrs: Attrs) => readonly Tensor[],
): GradientRule {
  return (graph, { inputs: [x], outputs: [y], attrs }, [dy]) => {
    if (!x || !y || !dy) return [];
    return [graph.op(`${op}Grad`, inputs(x, y, dy, attrs), { attrs, dtype: x.dtype, shape: x.shape })];
  };
}

const withSlope = ['T', 'alpha'];

export const Relu = elementwise(
  'Relu',
  gradientBy('Relu', (_x, y, dy) => [dy, y]),
);
export const ReluGrad = elementwise('ReluGrad', 'none', { inputs: 2 });
export const Sigmoid = elementwise(
  'Sigmoid',
  gradientBy('Sigmoid', (_x, y, dy) => [y, dy]),
);
export const SigmoidGrad = elementwise('SigmoidGrad', 'none', { inputs: 2 });
export const Tanh = elementwise(
  'Tanh',
  gradientBy('Tanh', (_x, y, dy) => [y, dy]),
);
export const TanhGrad = elementwise('TanhGrad', 'none', { inputs: 2 });
export const Elu = elementwise(
  'Elu',
  gradientBy('Elu', (_x, y, dy) => [dy, y]),
);
export const EluGrad = elementwise('EluGrad', 'none', { inputs: 2 });
/**
 * dx from the sign of y, which is that of x unless the slope is negative. TensorFlow fuses convolution, biases and LeakyRelu
 * (`remapper`), and fails if the gradient still wants x.
 */
export const LeakyRelu = elementwise(
  'LeakyRelu',
  gradientBy('LeakyRelu', (x, y, dy, { alpha }) => [
    dy,
    alpha && 'float' in alpha && alpha.float < 0 ? x : y,
  ]),
  { attrs: withSlope },
);
export const LeakyReluGrad = elementwise('LeakyReluGrad', 'none', { inputs: 2, attrs: withSlope });
export const Erf = elementwise('Erf', 'none');
export const Exp = elementwise('Exp', 'none');

/** max(0, x). */
export function relu(graph: Graph, x: Tensor): Tensor {
  return apply(graph, 'Relu', x);
}

/** 1 / (1 + exp(−x)). */
export function sigmoid(graph: Graph, x: Tensor): Tensor {
  return apply(graph, 'Sigmoid', x);
}

export function tanh(graph: Graph, x: Tensor): Tensor {
  return apply(graph, 'Tanh', x);
}

/** x where x > 0, else exp(x) − 1. */
export function elu(graph: Graph, x: Tensor): Tensor {
  return apply(graph, 'Elu', x);
}

/** x where x > 0, else slope·x. */
export function leakyRelu(graph: Graph, x: Tensor, slope: number): Tensor {
  return apply(graph, 'LeakyRelu', x, { alpha: { float: slope } });
}

/**
 * x·Φ(x) with Φ(x) = ½(1 + erf(x / √2)), the distribution function of the normal distribution. The derivative is
 * Φ(x) + x·φ(x), where φ is its density.
 */
export function gelu(graph: Graph, x: Tensor): Tensor {
  const half = scalarLike(graph, 0.5, x);
  const erf = apply(graph, 'Erf', mul(graph, x, scalarLike(graph, Math.SQRT1_2, x)));
  const cumulative = accountedFor(graph, add(graph, mul(graph, erf, half), half));
  return mul(graph, x, cumulative, (graph, _node, [dy]) => {
    if (!dy) return [];
    const exponent = mul(graph, mul(graph, x, x), scalarLike(graph, -0.5, x));
    const density = mul(
      graph,
      apply(graph, 'Exp', exponent),
      scalarLike(graph, 1 / Math.sqrt(2 * Math.PI), x),
    );
    return [mul(graph, dy, add(graph, cumulative, mul(graph, x, density)))];
  });
}

const CUBE = 0.044715;
const ROOT = Math.sqrt(2 / Math.PI);

/**
 * x·s(x) with s(x) = ½(1 + tanh(a(x))) and a(x) = √(2/π)·(x + 0.044715·x³), the approximation of `gelu` by tanh. The
 * derivative is s + x·2s(1 − s)·a′, because ½(1 − tanh²(a)) = 2s(1 − s).
 */
export function geluTanh(graph: Graph, x: Tensor): Tensor {
  const half = scalarLike(graph, 0.5, x);
  const square = mul(graph, x, x);
  const affine = (factor: number, offset: number) =>
    add(graph, mul(graph, square, scalarLike(graph, factor, x)), scalarLike(graph, offset, x));
  const argument = mul(graph, x, affine(ROOT * CUBE, ROOT));
  const share = accountedFor(graph, add(graph, mul(graph, tanh(graph, argument), half), half));
  return mul(graph, x, share, (graph, _node, [dy]) => {
    if (!dy) return [];
    const rest = add(graph, mul(graph, share, scalarLike(graph, -2, x)), scalarLike(graph, 2, x));
    const slope = mul(graph, mul(graph, share, rest), affine(3 * ROOT * CUBE, ROOT));
    return [mul(graph, dy, add(graph, share, mul(graph, x, slope)))];
  });
}

function apply(graph: Graph, op: string, x: Tensor, attrs: Attrs = {}): Tensor {
  return graph.op(op, [x], { attrs: { T: { type: x.dtype }, ...attrs }, dtype: x.dtype, shape: x.shape });
}
