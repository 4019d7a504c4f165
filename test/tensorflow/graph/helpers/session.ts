import { openSession, type Feed } from '../../../../src/engine/session.js';
import type { CompiledGraph, Signature } from '../../../../src/graph/compiled.js';
import { Graph } from '../../../../src/graph/graph.js';
import { elementCount } from '../../../../src/common/shapes.js';
import type { Tensor } from '../../../../src/graph/node.js';
import { concat } from '../../../../src/graph/ops/concat.js';
import { reshape } from '../../../../src/graph/ops/reshape.js';
import { verify } from '../../../../src/graph/verify.js';

/** The inputs of a test graph by name, and its outputs in order. */
export interface Answers {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly Tensor[];
}

export interface TestSession<Name extends string> {
  /** The elements of each output. */
  run(name: Name, feeds: Readonly<Record<string, Feed>>): Float32Array[];
  dispose(): void;
}

/** Loads a graph with any number of float32 outputs of known shapes into TensorFlow. */
export async function openTest<Name extends string>(
  build: (graph: Graph) => Readonly<Record<Name, Answers>>,
): Promise<TestSession<Name>> {
  const graph = new Graph();
  const answers = build(graph);
  const signatures = Object.fromEntries(
    Object.entries<Answers>(answers).map(([name, { inputs, outputs }]) => {
      const rows = outputs.map((output) => reshape(graph, output, [elementCount(output.shape)]));
      return [name, { inputs, outputs: { all: concat(graph, rows) } }];
    }),
  ) as Readonly<Record<string, Signature>> as CompiledGraph<Name>['signatures'];
  verify(graph);
  const session = await openSession({ graph, signatures });
  return {
    run(name, feeds) {
      const all = session.run(name, feeds) as Float32Array;
      let offset = 0;
      return answers[name].outputs.map(({ shape }) => all.slice(offset, (offset += elementCount(shape))));
    },
    dispose: () => {
      session.dispose();
    },
  };
}

/** Runs a graph once. */
export async function runOnce(
  feeds: Readonly<Record<string, Feed>>,
  build: (graph: Graph) => Answers,
): Promise<Float32Array[]> {
  const session = await openTest((graph) => ({ only: build(graph) }));
  try {
    return session.run('only', feeds);
  } finally {
    session.dispose();
  }
}
