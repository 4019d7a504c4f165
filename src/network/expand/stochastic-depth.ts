import type { Spec } from '../../spec/schema/spec.js';
import type { SpecPath } from '../layer.js';
import type { DraftNetwork } from './draft.js';

/**
 * Adds `<branch>/stochastic_depth` after the branch of a residual unit if the spec has stochastic depth: unit ℓ of L survives
 * with probability 1 − ℓ/L · (1 − p_L).
 *
 * @returns The last layer of the branch.
 */
export function addStochasticDepth(
  network: DraftNetwork,
  spec: Spec,
  { branch, path }: { readonly branch: string; readonly path: SpecPath },
): string {
  const position = ++network.residualUnits;
  if (spec.stochastic_depth === undefined) return branch;
  const { survival: last, draw } = spec.stochastic_depth;
  const survival = 1 - (position / residualUnits(spec)) * (1 - last);
  const name = `${branch.split('/')[0]!}/stochastic_depth`;
  network.add({
    layer: { type: 'stochastic_depth', name, path, survival, draw },
    inputs: [{ layer: branch }],
  });
  return name;
}

/** L: the number of residual units in all blocks. */
function residualUnits({ network }: Spec): number {
  return network.reduce((sum, { block }) => sum + (block?.residual === true ? block.added + 1 : 0), 0);
}

/** Adds an issue if the spec has stochastic depth but no residual blocks. */
export function requireResidualUnits(network: DraftNetwork, spec: Spec): void {
  if (spec.stochastic_depth === undefined || network.residualUnits > 0) return;
  network.issues.push({
    path: ['stochastic_depth'],
    expected: 'a network with residual blocks (`residual: true`)',
    found: 'none',
  });
}
