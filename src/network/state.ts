import type { SolverSpec } from '../spec/schema/solver.js';
import type { Network, Shape } from './layer.js';
import { elementCount } from '../common/shapes.js';

/** One array of a checkpoint, float32. */
export interface StateArray {
  /** `<parameter>`, or `<parameter>/<slot>` for an array of the solver. */
  readonly name: string;
  readonly shape: Shape;
  readonly kind: 'weights' | 'solver';
}

/** The arrays that each solver keeps for each parameter, all of the parameter's shape. */
const SLOTS = {
  sgd: ['momentum'],
  nesterov: ['momentum'],
  adam: ['adam_m', 'adam_v'],
  adamw: ['adam_m', 'adam_v'],
  rmsprop: ['squares'],
  adagrad: ['squares'],
} as const satisfies Record<SolverSpec['type'], readonly string[]>;

export function solverSlots({ type }: SolverSpec): readonly string[] {
  return SLOTS[type];
}

/** The arrays of a network, those that it is exported with: the parameters, then the running ones. */
export function networkArrays({
  layers,
}: Network): readonly { readonly name: string; readonly shape: Shape }[] {
  return [...layers.flatMap(({ parameters }) => parameters), ...layers.flatMap(({ running }) => running)];
}

/** The arrays of a checkpoint, in the order in which they are saved. */
export function stateArrays(network: Network, solver: SolverSpec): StateArray[] {
  const trained = network.layers
    .flatMap(({ parameters }) => parameters)
    .flatMap(({ name, shape }): StateArray[] => [
      { name, shape, kind: 'weights' },
      ...solverSlots(solver).map((slot) => ({ name: `${name}/${slot}`, shape, kind: 'solver' as const })),
    ]);
  const running = network.layers.flatMap((placed) => placed.running);
  return [...trained, ...running.map(({ name, shape }): StateArray => ({ name, shape, kind: 'weights' }))];
}

/** Size of a checkpoint's arrays in bytes. */
export function stateBytes(network: Network, solver: SolverSpec): number {
  const sizes = stateArrays(network, solver).map(({ shape }) => elementCount(shape));
  return 4 * sizes.reduce((a, b) => a + b, 0);
}
