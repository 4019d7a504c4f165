import { expect } from 'vitest';
import type { Feed } from '../../../../src/engine/session.js';
import { backprop } from '../../../../src/graph/backprop.js';
import type { Graph } from '../../../../src/graph/graph.js';
import { elementCount } from '../../../../src/common/shapes.js';
import type { FloatType, Tensor } from '../../../../src/graph/node.js';
import { mul } from '../../../../src/graph/ops/arithmetic.js';
import { cast } from '../../../../src/graph/ops/cast.js';
import { constant } from '../../../../src/graph/ops/constant.js';
import { placeholder } from '../../../../src/graph/ops/placeholder.js';
import { reduce } from '../../../../src/graph/ops/reduce.js';
import { expectGradients, type CheckOptions } from './finite-differences.js';
import { uniform } from './numbers.js';
import { openTest } from './session.js';

export type Variables = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values?: Float32Array }>
>;

type Build = (graph: Graph, variables: Readonly<Record<string, Tensor>>) => Tensor;
type Values = Readonly<Record<string, Float32Array>>;

/** A graph, and the gradients of Σ projection·output with respect to every variable. */
interface GradientSession {
  readonly forward: (values: Values) => Float32Array;
  readonly gradients: (values: Values) => Values;
  readonly projection: Float32Array;
  /** The operations of `build`. */
  readonly ops: ReadonlySet<string>;
  readonly dispose: () => void;
}

async function openGradients(
  variables: Variables,
  build: Build,
  feeds: Readonly<Record<string, Feed>>,
): Promise<GradientSession> {
  const names = Object.keys(variables);
  const ops = new Set<string>();
  let projection: Float32Array = new Float32Array();
  const session = await openTest((graph) => {
    const tensors = Object.fromEntries(
      names.map((name) => [name, placeholder(graph, name, 'float32', variables[name]!.shape)]),
    );
    const y = cast(graph, build(graph, tensors), 'float32');
    for (const { op } of graph.nodes) ops.add(op);
    projection = uniform(elementCount(y.shape), 1, 99);
    const weights = constant(graph, { dtype: 'float32', shape: y.shape, values: [...projection] });
    const loss = reduce(graph, 'Sum', mul(graph, y, weights));
    const gradients = backprop(
      graph,
      loss,
      names.map((name) => tensors[name]!),
    );
    const placeholders = graph.nodes.filter(({ op }) => op === 'Placeholder');
    const inputs = Object.fromEntries(placeholders.map((node) => [node.name, node.outputs[0]!]));
    return { forward: { inputs, outputs: [y] }, gradients: { inputs, outputs: gradients } };
  });
  return {
    forward: (values) => session.run('forward', { ...feeds, ...values })[0]!,
    gradients: (values) => {
      const found = session.run('gradients', { ...feeds, ...values });
      return Object.fromEntries(names.map((name, i) => [name, found[i]!]));
    },
    projection,
    ops,
    dispose: () => {
      session.dispose();
    },
  };
}

function valuesOf(variables: Variables): Values {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { shape, values }], stream) => [
      name,
      values ?? uniform(elementCount(shape), 1, stream),
    ]),
  );
}

/** Checks the gradients of `build`'s output with respect to every variable; returns the operations of the graph. */
export async function checkGraph(
  label: string,
  variables: Variables,
  build: Build,
  { feeds = {}, ...options }: CheckOptions & { readonly feeds?: Readonly<Record<string, Feed>> } = {},
): Promise<ReadonlySet<string>> {
  const session = await openGradients(variables, build, feeds);
  try {
    expectGradients(label, session, valuesOf(variables), options);
  } finally {
    session.dispose();
  }
  return session.ops;
}

/** Rounding to bfloat16 changes a number by at most this fraction. */
const EPSILON = 2 ** -8;

/**
 * Expects the gradients of a graph that computes in bfloat16 to differ from those in float32 by at most `roundings` roundings:
 * ‖a − b‖ ≤ roundings·ε·‖b‖ for every variable. The variables have values that bfloat16 holds exactly.
 */
export async function expectBfloat16Gradients(
  variables: Variables,
  build: (elements: FloatType) => Build,
  { feeds, roundings }: { readonly feeds: Readonly<Record<string, Feed>>; readonly roundings: number },
): Promise<void> {
  const values = Object.fromEntries(
    Object.entries(valuesOf(variables)).map(([name, each]) => [name, each.map(toBfloat16)]),
  );
  const [exact, rounded] = [
    gradientsAt(await openGradients(variables, build('float32'), feeds), values),
    gradientsAt(await openGradients(variables, build('bfloat16'), feeds), values),
  ];
  for (const name of Object.keys(variables)) {
    const difference = norm(rounded[name]!.map((value, i) => value - exact[name]![i]!));
    expect(difference / EPSILON, name).toBeLessThanOrEqual(roundings * norm(exact[name]!));
  }
}

function gradientsAt(session: GradientSession, values: Values): Values {
  try {
    return session.gradients(values);
  } finally {
    session.dispose();
  }
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** The nearest number with 8 significant bits. */
function toBfloat16(value: number): number {
  if (value === 0) return 0;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 7);
  return Math.round(value / unit) * unit;
}
