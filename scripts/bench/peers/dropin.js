import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npyBytes } from '#build/common/npy.js';
import { readArrays } from '#build/engine/arrays.js';
import { openProgram } from '#build/engine/program.js';
import { compile } from '#build/graph/compile.js';
import { networkArrays } from '#build/network/state.js';
import { benchNetwork, copiedAt, LEARNING_RATE } from '../network.js';
import { answer, randomBatch, task } from './protocol.js';

const { name, batch, p, weights, set } = task();
const { spec, network } = benchNetwork(name, batch, set);
const program = await openProgram(compile(network, spec));
program.initialize(1);
if (weights) await saveWeights(weights);
const step = randomBatch(batch, network);
const dropIns = network.layers.filter(({ layer }) => layer.type === 'dropin');
const scalars = (/** @type {number} */ ratio) => ({
  learningRate: LEARNING_RATE,
  copied: dropIns.map((placed) => copiedAt(placed, ratio)),
  iteration: 0,
});
await answer(
  (ratio) => program.trainStep(step, scalars(ratio ?? p)).loss,
  () => program.evaluate(step, scalars(p).copied).lossSum / batch,
);

/** Saves our first weights as `<folder>/<parameter>.npy`, for the peers that begin with them. @param {string} folder */
async function saveWeights(folder) {
  const prefix = join(folder, 'checkpoint');
  program.save(prefix);
  const arrays = networkArrays(network);
  const read = await readArrays(
    prefix,
    arrays.map((array) => array.name),
  );
  for (const array of arrays) {
    const values = read.get(array.name);
    if (values === undefined) throw new Error(`the checkpoint has no ${array.name}`);
    const file = join(folder, `${array.name}.npy`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, npyBytes({ shape: array.shape, values }));
  }
}
