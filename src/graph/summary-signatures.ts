import type { Signature } from './compiled.js';
import { done } from './done.js';
import type { Graph } from './graph.js';
import { cast } from './ops/cast.js';
import { placeholder } from './ops/placeholder.js';
import { createSummaryFile, flushSummaries, summaryWriter, writeScalar } from './ops/summary.js';

/** TensorBoard event files: open one, write a scalar, flush. */
export function summarySignatures(
  graph: Graph,
): Record<'open_summary' | 'write_summary' | 'flush_summary', Signature> {
  return graph.scoped('summary', () => {
    const writer = summaryWriter(graph);
    const logdir = placeholder(graph, 'logdir', 'string', []);
    const iteration = placeholder(graph, 'iteration', 'int32', []);
    const tag = placeholder(graph, 'tag', 'string', []);
    const value = placeholder(graph, 'value', 'float32', []);
    const written = writeScalar(graph, writer, { step: cast(graph, iteration, 'int64'), tag, value });
    return {
      open_summary: { inputs: { logdir }, outputs: done(graph, [createSummaryFile(graph, writer, logdir)]) },
      write_summary: { inputs: { iteration, tag, value }, outputs: done(graph, [written]) },
      flush_summary: { inputs: {}, outputs: done(graph, [flushSummaries(graph, writer)]) },
    };
  });
}
