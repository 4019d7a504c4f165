/** What a starter spec must know of the images that it is for. */
export interface StarterData {
  /** The `dataset` section, as YAML in one line. */
  readonly dataset: string;
  /** What the images are, for a comment. */
  readonly description: string;
  /** Whether mirrored images are as good as the images themselves: not for digits. */
  readonly mirror: boolean;
  readonly classes: number;
  readonly trainImages: number;
}

const BATCH = 64;
/** A run has 50 epochs, within these numbers of iterations. */
const EPOCHS = 50;
const MIN_ITERATIONS = 200;
const MAX_ITERATIONS = 10_000;

/** A commented spec to begin with: a network of eight convolutions, six of them added by DropIn. */
export function starterSpec(name: string, data: StarterData): string {
  const steps = Math.ceil((EPOCHS * data.trainImages) / BATCH);
  const iterations = Math.min(MAX_ITERATIONS, Math.max(MIN_ITERATIONS, steps));
  const length = Math.ceil(iterations / 2);
  return `# A spec of a network with DropIn layers. dropin schema describes every field; dropin validate checks it.
name: ${name}
description: Eight convolutions, six of them added gradually
# ${data.description}
dataset: ${data.dataset}
# Bytes become numbers between 0 and 1. mean: channel would subtract the mean colour.
transform: { scale: 0.00390625${data.mirror ? ', mirror: true' : ''} }
# Over the first ${length} iterations each added layer changes, unit by unit, from a copy of its input to its own output.
dropin: { length: ${length} }
defaults:
  conv: { weight_filler: { type: msra }, activation: relu }
  block: { added: 3, added_kernel: 3 } # one convolution and three added ones
network:
  - block: { conv: conv1, outputs: 32, kernel: 3, pad: 1 }
  - pool: { type: max, kernel: 2, stride: 2 }
  - block: { conv: conv2, outputs: 64, kernel: 3, pad: 1 }
  - pool: { type: max, kernel: 2, stride: 2 }
  - fc: { outputs: 128, activation: relu }
  - fc: { outputs: ${data.classes} } # one for each class
solver:
  iterations: ${iterations} # steps of ${BATCH} images
  batch: ${BATCH}
  base_lr: 0.01
  momentum: 0.9
  weight_decay: 0.0005
  policy: { type: cosine }
# Iterations between tests, and images in a batch of a test.
test: { interval: ${Math.ceil(iterations / 20)}, batch: 100 }
`;
}
