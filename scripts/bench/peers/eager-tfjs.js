// A training step in eager tfjs-node, as its users write one: tf.variableGrads and tf.train.momentum.
import { loadTfjs } from '#build/engine/tfjs.js';
import { benchNetwork, copiedAt, LEARNING_RATE } from '../network.js';
import { answer, randomBatch, task } from './protocol.js';

const tf = loadTfjs();
const { name, batch, p } = task();
const { spec, network } = benchNetwork(name, batch);
const { images, labels } = randomBatch(batch, network);
const weightDecay = spec.solver.weight_decay;
const optimizers = {
  weights: tf.train.momentum(LEARNING_RATE, spec.solver.momentum),
  biases: tf.train.momentum(2 * LEARNING_RATE, spec.solver.momentum),
};

/** @typedef {import('@tensorflow/tfjs-node-gpu').Tensor} Tensor */
/** @typedef {import('@tensorflow/tfjs-node-gpu').Tensor4D} Tensor4D */
/** @typedef {import('@tensorflow/tfjs-node-gpu').Variable} Variable */
/** @typedef {import('#build/network/layer.js').Layer} Layer */
/** @typedef {{name: string, tensor: Tensor}} NamedTensor */
/** Where each DropIn layer takes its new input, [1, H, W, C], by name. @typedef {Map<string, Tensor>} Masks */

/** @type {Map<string, Variable>} */
const variables = new Map();
for (const { parameters } of network.layers) {
  for (const { name: parameter, shape } of parameters) {
    variables.set(parameter, tf.variable(tf.randomNormal([...shape], 0, 0.01), true, parameter));
  }
}

/** @template T @param {T | undefined} value @param {string} name @returns {T} */
function found(value, name) {
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value;
}

/** The output of a layer, or undefined for one that is not on the way to the scores. @param {Layer} layer @param {Tensor} x its input @param {Tensor | undefined} previous a DropIn's second input @param {Masks} masks */
function outputOf(layer, x, previous, masks) {
  const variable = (/** @type {string} */ suffix) =>
    found(variables.get(`${layer.name}/${suffix}`), `${layer.name}/${suffix}`);
  switch (layer.type) {
    case 'conv': {
      const filter = /** @type {Tensor4D} */ (/** @type {Tensor} */ (variable('weights')));
      const image = /** @type {Tensor4D} */ (x);
      return tf
        .conv2d(image, filter, [...layer.stride], layer.pad.every((side) => side === 0) ? 'valid' : 'same')
        .add(variable('biases'));
    }
    case 'relu':
      return tf.relu(x);
    case 'pool': {
      const pool = layer.pooling === 'max' ? tf.maxPool : tf.avgPool;
      const kernel = found(layer.kernel, 'kernel');
      return pool(/** @type {Tensor4D} */ (x), [...kernel], [...layer.stride], 'same');
    }
    case 'fc':
      return tf.matMul(x.reshape([batch, -1]), variable('weights')).add(variable('biases'));
    case 'dropin':
      return tf.where(found(masks.get(layer.name), layer.name), x, found(previous, 'input that is copied'));
    default:
      return undefined;
  }
}

const dropIns = network.layers.filter(({ layer }) => layer.type === 'dropin');
/** λ of every unit of a DropIn layer, [1, H, W, C]; the same at every step. */
const unitIndex = new Map(
  dropIns.map(({ layer, outputShape }) => {
    const [height = 1, width = 1, channels = 1] = outputShape;
    const index = tf.range(0, height * width * channels, 1, 'int32').reshape([1, channels, height, width]);
    return [layer.name, index.transpose([0, 2, 3, 1])];
  }),
);

/** r of every DropIn layer, which changes with every step. @param {number} ratio @returns {Masks} */
function masksAt(ratio) {
  return new Map(
    dropIns.map((placed) => {
      const { name } = placed.layer;
      const copied = tf.scalar(copiedAt(placed, ratio), 'int32');
      return [name, found(unitIndex.get(name), name).greaterEqual(copied)];
    }),
  );
}

/** Scores of a batch, [N, classes]. @param {Tensor} x @param {Masks} masks */
function scoresOf(x, masks) {
  const outputs = new Map([['input', x]]);
  for (const { layer } of network.layers) {
    const [first, second] = layer.inputs;
    if (first === undefined) continue;
    const output = outputOf(layer, found(outputs.get(first), first), outputs.get(second ?? ''), masks);
    if (output) outputs.set(layer.name, output);
    if (layer.type === 'softmax_loss') return found(outputs.get(first), first);
  }
  throw new Error('the network has no loss');
}

/** @param {number} ratio @returns the loss */
function trainStep(ratio) {
  const x = tf
    .tensor(images, [batch, ...network.inputShape], 'int32')
    .toFloat()
    .mul(spec.transform.scale);
  const y = tf.tensor1d(labels, 'int32');
  const masks = masksAt(ratio);
  const accuracies = /** @type {Tensor[]} */ ([]);
  const { value, grads } = tf.variableGrads(() => {
    const scores = scoresOf(x, masks);
    accuracies.push(tf.keep(scores.argMax(-1).equal(y).mean()));
    return tf.losses.softmaxCrossEntropy(tf.oneHot(y, network.classes), scores).asScalar();
  });
  const decayed = { weights: /** @type {NamedTensor[]} */ ([]), biases: /** @type {NamedTensor[]} */ ([]) };
  for (const [parameter, gradient] of Object.entries(grads)) {
    const variable = found(variables.get(parameter), parameter);
    const kind = parameter.endsWith('/weights') ? decayed.weights : decayed.biases;
    kind.push({ name: parameter, tensor: gradient.add(variable.mul(weightDecay)) });
  }
  optimizers.weights.applyGradients(decayed.weights);
  optimizers.biases.applyGradients(decayed.biases);
  // A user reads both at every step.
  for (const accuracy of accuracies) accuracy.dataSync();
  for (const accuracy of accuracies) accuracy.dispose();
  return value.dataSync()[0] ?? NaN;
}

await answer((ratio) => tf.tidy(() => trainStep(ratio ?? p)));
