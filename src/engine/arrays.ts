import type { CompiledGraph } from '../graph/compiled.js';
import { Graph } from '../graph/graph.js';
import { restoreNamed } from '../graph/ops/checkpoint.js';
import { placeholder } from '../graph/ops/placeholder.js';
import { verify } from '../graph/verify.js';
import { openSession } from './session.js';

/** Reads arrays of a TensorFlow checkpoint, by their names. */
export async function readArrays(
  prefix: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const session = await openSession(readingGraph());
  try {
    return new Map(names.map((name) => [name, session.run('read', { prefix, name }) as Float32Array]));
  } finally {
    session.dispose();
  }
}

function readingGraph(): CompiledGraph<'read'> {
  const graph = new Graph();
  const [prefix, name] = ['prefix', 'name'].map((each) => placeholder(graph, each, 'string', []));
  const array = restoreNamed(graph, prefix!, name!);
  verify(graph);
  return { graph, signatures: { read: { inputs: { prefix: prefix!, name: name! }, outputs: { array } } } };
}
