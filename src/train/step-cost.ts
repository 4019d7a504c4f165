import { skippedChannels, skippingConvs } from '../graph/skipping.js';
import { stepSuffix } from '../graph/step-kind.js';
import type { Network } from '../network/layer.js';
import { withoutAbsent, withoutAbsentButRunning } from '../network/reach.js';
import { stages, type Stage } from '../network/stages.js';
import { elementCount } from '../common/shapes.js';
import { dropInProgress } from './dropin.js';

/**
 * Cost of reading and writing one output element of a layer, in multiply-adds. Fitted to the measured ramps of lenet10 (73),
 * cifar11 (105) and vgg16 (90) in docs/bench/ramp-*.md; alexnet13, with its large matrices, would need more.
 */
const OUTPUT_COST = 90;

/** Part of a layer's cost that its forward pass takes. */
const FORWARD = 1 / 3;

/**
 * Cost of a step at an iteration, as a fraction of a step that computes every channel. A convolution before a DropIn layer
 * skips the multiply-adds of the copied channels, and a step of a stage leaves out the layers that have not come in.
 */
export function stepCost(network: Network): (iteration: number) => number {
  const convs = skippingConvs(network);
  const found = stages(network);
  if (convs.length === 0 && found.length === 0) return () => 1;
  // The test curve may decide that a layer comes in at once.
  const dropin = dropInProgress(network, () => 0);
  const suffixOf = stepSuffix(network, found);
  const ofLayer = new Map(
    network.layers.map(({ layer, multiplyAdds, outputShape }) => [
      layer.name,
      multiplyAdds + OUTPUT_COST * elementCount(outputShape),
    ]),
  );
  const whole = costOf(network, ofLayer);
  const ofStage = new Map(found.map((stage, i) => [`_stage${i}`, stageCost(network, stage, ofLayer)]));
  const ofConv = new Map(network.layers.map(({ layer, multiplyAdds }) => [layer.name, multiplyAdds]));
  return (iteration) => {
    const copied = dropin.copied(iteration);
    const suffix = suffixOf(copied);
    const stage = ofStage.get(suffix);
    const skipped = skippedChannels(convs, copied);
    let next = 0;
    let saved = 0;
    for (const { conv, dropIn, groups, channels } of convs) {
      for (let group = 0; group < groups; group++, next++) {
        if (!stage?.absent.has(dropIn)) saved += (ofConv.get(conv)! * skipped[next]!) / channels;
      }
    }
    return ((stage?.cost ?? whole) - saved) / whole;
  };
}

function costOf({ layers }: Network, ofLayer: ReadonlyMap<string, number>): number {
  return layers.reduce((sum, { layer }) => sum + ofLayer.get(layer.name)!, 0);
}

function stageCost(network: Network, { absent }: Stage, ofLayer: ReadonlyMap<string, number>) {
  const trained = costOf(withoutAbsent(network, absent), ofLayer);
  const forward = costOf(withoutAbsentButRunning(network, absent), ofLayer) - trained;
  return { absent, cost: trained + FORWARD * forward };
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
