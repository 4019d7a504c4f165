import { skippedChannels, skippingConvs } from '../graph/skipping.js';
import type { Network } from '../network/layer.js';
import { elementCount } from '../common/shapes.js';
import { dropInProgress } from './dropin.js';

/**
 * Cost of reading and writing one output element of a layer, in multiply-adds. Fitted to the measured ramps of lenet10 (73),
 * cifar11 (105) and vgg16 (90) in docs/bench/ramp-*.md; alexnet13, with its large matrices, would need more.
 */
const OUTPUT_COST = 90;

/**
 * Cost of a step at an iteration, as a fraction of a step that computes every channel. A convolution before a DropIn layer
 * skips the multiply-adds of the copied channels.
 */
export function stepCost(network: Network): (iteration: number) => number {
  const convs = skippingConvs(network);
  // The test curve may decide that a layer comes in at once.
  const dropin = dropInProgress(network, () => 0);
  if (convs.length === 0) return () => 1;
  const whole = network.layers.reduce(
    (sum, { multiplyAdds, outputShape }) => sum + multiplyAdds + OUTPUT_COST * elementCount(outputShape),
    0,
  );
  const ofConv = new Map(network.layers.map(({ layer, multiplyAdds }) => [layer.name, multiplyAdds]));
  return (iteration) => {
    const skipped = skippedChannels(convs, dropin.copied(iteration));
    let next = 0;
    let saved = 0;
    for (const { conv, groups, channels } of convs) {
      for (let group = 0; group < groups; group++) {
        saved += (ofConv.get(conv)! * skipped[next++]!) / channels;
      }
    }
    return 1 - saved / whole;
  };
}

/** Maximum number of iterations sampled for a sum. */
const SAMPLES = 400;

/** Sum of a cost over the iterations `from` … `to` − 1, estimated by sampling if there are many. */
export function sumOverSteps(cost: (iteration: number) => number, from: number, to: number): number {
  const steps = to - from;
  const samples = Math.min(steps, SAMPLES);
  let sum = 0;
  for (let k = 0; k < samples; k++) sum += cost(from + Math.floor(((k + 0.5) * steps) / samples));
  return samples === 0 ? 0 : (sum * steps) / samples;
}
