// A training step in eager tfjs-node, as its users write one: tf.variableGrads and tf.train.momentum.
import tf from '@tensorflow/tfjs-node-gpu';
import { benchNetwork, copiedAt, LEARNING_RATE } from '../network.js';
import { answer, randomBatch } from './protocol.js';

const { name, batch, p } = JSON.parse(process.argv[2]);
const { spec, network } = benchNetwork(name, batch);
const { images, labels } = randomBatch(batch, network);
const weightDecay = spec.solver.weight_decay;
const optimizers = {
  weights: tf.train.momentum(LEARNING_RATE, spec.solver.momentum),
  biases: tf.train.momentum(2 * LEARNING_RATE, spec.solver.momentum),
};

const variables = new Map();
for (const { parameters } of network.layers) {
  for (const { name: parameter, shape } of parameters) {
    variables.set(parameter, tf.variable(tf.randomNormal([...shape], 0, 0.01), true, parameter));
  }
}

const operations = {
  conv: ({ name: layer, stride, pad }, [x]) =>
    tf
      .conv2d(x, variables.get(`${layer}/weights`), stride, pad === 0 ? 'valid' : 'same')
      .add(variables.get(`${layer}/biases`)),
  relu: (_layer, [x]) => tf.relu(x),
  pool: ({ pooling, kernel, stride }, [x]) =>
    pooling === 'max' ? tf.maxPool(x, kernel, stride, 'same') : tf.avgPool(x, kernel, stride, 'same'),
  fc: ({ name: layer }, [x]) =>
    tf
      .matMul(x.reshape([batch, -1]), variables.get(`${layer}/weights`))
      .add(variables.get(`${layer}/biases`)),
  dropin: ({ name: layer }, [yNew, yPrevious], masks) => tf.where(masks.get(layer), yNew, yPrevious),
};

const dropIns = network.layers.filter(({ layer }) => layer.type === 'dropin');
/** λ of every unit of a DropIn layer, [1, H, W, C]; the same at every step. */
const unitIndex = new Map(
  dropIns.map(({ layer, outputShape: [height, width, channels] }) => {
    const index = tf.range(0, height * width * channels, 1, 'int32').reshape([1, channels, height, width]);
    return [layer.name, index.transpose([0, 2, 3, 1])];
  }),
);

/** r of every DropIn layer, which moves with every step. */
function masksAt(ratio) {
  return new Map(
    dropIns.map((placed) => {
      const copied = tf.scalar(copiedAt(placed, ratio), 'int32');
      return [placed.layer.name, unitIndex.get(placed.layer.name).greaterEqual(copied)];
    }),
  );
}

/** Scores of a batch, [N, classes]. */
function scoresOf(x, masks) {
  const outputs = new Map([['input', x]]);
  for (const { layer } of network.layers) {
    const operation = operations[layer.type];
    const inputs = layer.inputs.map((input) => outputs.get(input));
    if (operation) outputs.set(layer.name, operation(layer, inputs, masks));
  }
  const loss = network.layers.find(({ layer }) => layer.type === 'softmax_loss');
  return outputs.get(loss.layer.inputs[0]);
}

function trainStep(ratio) {
  const x = tf
    .tensor(images, [batch, ...network.inputShape], 'int32')
    .toFloat()
    .mul(spec.transform.scale);
  const y = tf.tensor1d(labels, 'int32');
  const masks = masksAt(ratio);
  let accuracy;
  const { value, grads } = tf.variableGrads(() => {
    const scores = scoresOf(x, masks);
    accuracy = tf.keep(scores.argMax(-1).equal(y).mean());
    return tf.losses.softmaxCrossEntropy(tf.oneHot(y, network.classes), scores).asScalar();
  });
  const decayed = { weights: {}, biases: {} };
  for (const [parameter, gradient] of Object.entries(grads)) {
    decayed[parameter.split('/').at(-1)][parameter] = gradient.add(variables.get(parameter).mul(weightDecay));
  }
  optimizers.weights.applyGradients(decayed.weights);
  optimizers.biases.applyGradients(decayed.biases);
  const result = [value.dataSync()[0], accuracy.dataSync()[0]];
  accuracy.dispose();
  return result;
}

await answer((ratio) => tf.tidy(() => trainStep(ratio ?? p)));
