import { skippedChannels, skippingConvs } from '../graph/skipping.js';
import type { Network } from '../network/layer.js';
import { dropInProgress } from './dropin.js';

/**
 * What an output of a layer costs besides its multiply-adds, in multiply-adds: reading and writing it. Fitted to the measured
 * ramps of lenet10 (73), cifar11 (105) and vgg16 (90), docs/bench/ramp-*.md; alexnet13, with its large matrices, would need more.
 */
const OF_AN_OUTPUT = 90;

/**
 * What a step at an iteration costs, as a fraction of one that computes every channel. A convolution before a DropIn leaves out
 * the multiply-adds of the channels that are copied.
 */
export function stepCost(network: Network): (iteration: number) => number {
  const convs = skippingConvs(network);
  const dropin = dropInProgress(network);
  if (convs.length === 0) return () => 1;
  const whole = network.layers.reduce(
    (sum, { multiplyAdds, outputShape }) => sum + multiplyAdds + OF_AN_OUTPUT * elements(outputShape),
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

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Points at which a sum over iterations is sampled. */
const SAMPLES = 400;

/** The sum of a cost over the iterations from one up to another, by sampling where there are many. */
export function sumOverSteps(cost: (iteration: number) => number, from: number, to: number): number {
  const steps = to - from;
  const samples = Math.min(steps, SAMPLES);
  let sum = 0;
  for (let k = 0; k < samples; k++) sum += cost(from + Math.floor(((k + 0.5) * steps) / samples));
  return samples === 0 ? 0 : (sum * steps) / samples;
}
