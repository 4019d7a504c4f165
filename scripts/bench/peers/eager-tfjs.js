// A training step in eager tfjs-node, as its users write one: tf.variableGrads and tf.train.momentum.
import tf from '@tensorflow/tfjs-node-gpu';
import { benchNetwork, copiedAt } from '../network.js';
import { answer, randomBatch } from './protocol.js';

const { name, batch, p } = JSON.parse(process.argv[2]);
const { spec, network } = benchNetwork(name, batch);
const { images, labels } = randomBatch(batch, network);
const weightDecay = spec.solver.weight_decay;
const optimizers = {
  weights: tf.train.momentum(1e-4, spec.solver.momentum),
  biases: tf.train.momentum(2e-4, spec.solver.momentum),
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

/** r of every DropIn layer at one p, as [N, H, W, C] booleans. */
function masksAt(ratio) {
  return tf.tidy(
    () =>
      new Map(
        network.layers
          .filter(({ layer }) => layer.type === 'dropin')
          .map((placed) => {
            const [height, width, channels] = placed.outputShape;
            const index = tf
              .range(0, height * width * channels, 1, 'int32')
              .reshape([channels, height, width])
              .transpose([1, 2, 0]);
            const mask = index
              .greaterEqual(tf.scalar(copiedAt(placed, ratio), 'int32'))
              .expandDims(0)
              .tile([batch, 1, 1, 1]);
            return [placed.layer.name, tf.keep(mask)];
          }),
      ),
  );
}

function lossOf(x, y, masks) {
  const outputs = new Map([['input', x]]);
  for (const { layer } of network.layers) {
    const operation = operations[layer.type];
    if (operation)
      outputs.set(
        layer.name,
        operation(
          layer,
          layer.inputs.map((input) => outputs.get(input)),
          masks,
        ),
      );
  }
  const scores = network.layers.find(({ layer }) => layer.type === 'softmax_loss').layer.inputs[0];
  return tf.losses.softmaxCrossEntropy(y, outputs.get(scores)).asScalar();
}

let masks = masksAt(p);
let current = p;

await answer((ratio) => {
  if (ratio !== undefined && ratio !== current) [masks, current] = [masksAt(ratio), ratio];
  return tf.tidy(() => {
    const x = tf
      .tensor(images, [batch, ...network.inputShape], 'int32')
      .toFloat()
      .mul(spec.transform.scale);
    const y = tf.oneHot(tf.tensor1d(labels, 'int32'), network.classes).toFloat();
    const { value, grads } = tf.variableGrads(() => lossOf(x, y, masks));
    const decayed = { weights: {}, biases: {} };
    for (const [parameter, gradient] of Object.entries(grads)) {
      decayed[parameter.split('/').at(-1)][parameter] = gradient.add(
        variables.get(parameter).mul(weightDecay),
      );
    }
    optimizers.weights.applyGradients(decayed.weights);
    optimizers.biases.applyGradients(decayed.biases);
    return value.dataSync()[0];
  });
});
