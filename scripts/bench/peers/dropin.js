import { openProgram } from '#build/engine/program.js';
import { compile } from '#build/graph/compile.js';
import { benchNetwork, copiedAt, LEARNING_RATE } from '../network.js';
import { answer, randomBatch, task } from './protocol.js';

const { name, batch, p, checkpoint } = task();
const { spec, network } = benchNetwork(name, batch);
const program = await openProgram(compile(network, spec));
program.initialize(1);
if (checkpoint) program.save(checkpoint);
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
