import { join } from 'node:path';
import type { Program } from '../../../../src/engine/program.js';
import { elementCount } from '../../../../src/common/shapes.js';
import { restore, save } from '../../../../src/graph/ops/checkpoint.js';
import { after } from '../../../../src/graph/ops/identity.js';
import { scalar } from '../../../../src/graph/ops/constant.js';
import { placeholder } from '../../../../src/graph/ops/placeholder.js';
import { assignVariable, variable } from '../../../../src/graph/ops/variable.js';
import { stateArrays } from '../../../../src/network/state.js';
import { folder, type Built } from './networks.js';
import { openTest, runOnce } from './session.js';

export type Shapes = Readonly<Record<string, readonly number[]>>;
export type Arrays = Readonly<Record<string, Float32Array>>;

/** Every array of a network's checkpoint: the weights and the solver's arrays. */
export function checkpointShapes({ network, spec }: Built): Shapes {
  return Object.fromEntries(stateArrays(network, spec.solver).map(({ name, shape }) => [name, shape]));
}

/** Every array of a program's checkpoint now. */
export async function stateOf(program: Program, built: Built): Promise<Arrays> {
  const prefix = join(folder(), 'checkpoint');
  program.save(prefix);
  return readCheckpoint(prefix, checkpointShapes(built));
}

/** Writes arrays as a TensorFlow checkpoint. */
export async function writeCheckpoint(prefix: string, shapes: Shapes, arrays: Arrays): Promise<void> {
  const feeds = Object.fromEntries(Object.keys(shapes).map((name, i) => [`array${i}`, arrays[name]!]));
  const session = await openTest((graph) => {
    const variables = Object.entries(shapes).map(([name, shape]) => variable(graph, name, shape));
    const values = variables.map(({ shape }, i) => placeholder(graph, `array${i}`, 'float32', shape));
    const assigned = variables.map((each, i) => assignVariable(graph, each, values[i]!));
    const path = placeholder(graph, 'prefix', 'string', []);
    const saved = save(graph, path, variables);
    return {
      assign: {
        inputs: Object.fromEntries(values.map((value) => [value.node.name, value])),
        outputs: [after(graph, assigned, scalar(graph, 1))],
      },
      save: { inputs: { prefix: path }, outputs: [after(graph, [saved], scalar(graph, 1))] },
    };
  });
  session.run('assign', feeds);
  session.run('save', { prefix });
  session.dispose();
}

/** Reads arrays of a TensorFlow checkpoint by their names. */
export async function readCheckpoint(prefix: string, shapes: Shapes): Promise<Arrays> {
  const names = Object.keys(shapes);
  const arrays = await runOnce({ prefix }, (graph) => {
    const variables = names.map((name) => variable(graph, name, shapes[name]!));
    const path = placeholder(graph, 'prefix', 'string', []);
    return { inputs: { prefix: path }, outputs: restore(graph, path, variables) };
  });
  return Object.fromEntries(names.map((name, i) => [name, arrays[i]!]));
}

/** Arrays for all names: `values` if given, else zeros. */
export function filled(
  shapes: Shapes,
  values: (name: string, shape: readonly number[]) => Float32Array | undefined,
): Arrays {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      values(name, shape) ?? new Float32Array(elementCount(shape)),
    ]),
  );
}
