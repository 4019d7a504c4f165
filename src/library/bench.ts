import { chooseTracer } from '../engine/trace.js';
import { openProgram } from '../engine/program.js';
import { compile } from '../graph/compile.js';
import { loadExperiment } from '../network/load.js';
import { bench as benchNetwork, type Bench, type BenchOptions } from '../train/bench/bench.js';
import { findSpec } from './find-spec.js';
import type { SpecChanges } from './training-options.js';

/**
 * Measures how long the layers of a spec take, from TensorFlow's own trace: `dropin bench`. Needs no data set. TensorFlow
 * must be set up, and not loaded by this process before.
 *
 * @throws {DropinError} exit code 2 for a wrong spec, 4 if TensorFlow cannot be traced.
 */
export async function bench(spec: string, options: SpecChanges & BenchOptions): Promise<Bench> {
  const experiment = loadExperiment(findSpec(spec), options);
  const tracer = chooseTracer();
  const compiled = compile(experiment.network, experiment.spec);
  const program = await openProgram(compiled);
  try {
    return benchNetwork(compiled, experiment.spec, program, tracer, options);
  } finally {
    program.dispose();
  }
}
