import type { TrainedNetwork } from './trained.js';

/** model.json: what a program that uses an exported network has to know. */
export function description({ frozen, spec, input, iteration, specDigest }: TrainedNetwork, file: string) {
  const { network, copied } = frozen;
  return {
    made_by: 'dropin',
    file,
    run: spec.name,
    iteration,
    spec_digest: specDigest,
    dataset: input.dataset,
    classes: input.classes,
    input: {
      name: 'images',
      dtype: 'uint8',
      shape: [null, ...network.imageShape],
      layout: 'NHWC',
      colours: network.imageShape[2] === 1 ? 'grey' : 'RGB',
      values: 'pixels 0 to 255',
    },
    transform: { ...spec.transform, phase: 'test' },
    outputs: { logits: [null, network.classes], probabilities: [null, network.classes] },
    copied_units: Object.fromEntries(copied),
  };
}
