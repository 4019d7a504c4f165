import { buildNetwork } from '#build/network/build.js';
import { loadSpec } from '#build/spec/load.js';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.js';

/**
 * What every peer is given: a spec's layers and solver as plain data, so that each builds the same network with its
 * own library.
 * @param {string} name of a spec in configs/ @param {number | undefined} batch @param {readonly string[]} [set] changes of it
 */
export function benchNetwork(name, batch, set = []) {
  const { spec, descriptor } = loadSpec(join(ROOT, 'configs', `${name}.yaml`), {
    set: ['transform.mean=none', ...(batch ? [`solver.batch=${batch}`] : []), ...set],
  });
  const network = buildNetwork(spec, descriptor);
  return { name, spec, network };
}

/** What peers in other languages are given. @param {ReturnType<typeof benchNetwork>} bench */
export function plainData({ spec, network }) {
  const { momentum, weight_decay: weightDecay } = spec.solver;
  return { network, scale: spec.transform.scale, learningRate: LEARNING_RATE, momentum, weightDecay };
}

/** Of every peer: small, so that random images never diverge. */
export const LEARNING_RATE = 1e-4;

/** @param {import('#build/network/layer.js').PlacedLayer} placed @param {number} p @returns copied units at ratio p */
export function copiedAt({ outputShape }, p) {
  const units = outputShape.reduce((product, size) => product * size, 1);
  return Math.ceil((1 - p) * units);
}
