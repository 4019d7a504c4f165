import { existsSync } from 'node:fs';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readTextIfThere } from '../common/read-text.js';
import { meanImage } from '../data/mean.js';
import { openDataset } from '../data/open.js';
import { centreCorner } from '../data/views.js';
import { readArrays } from '../engine/arrays.js';
import type { FrozenNetwork } from '../graph/inference.js';
import { negativeMean } from '../graph/mean.js';
import { buildNetwork } from '../network/build.js';
import { copiedUnits } from '../network/dropin-schedule.js';
import type { Network } from '../network/layer.js';
import { loadExperiment } from '../network/load.js';
import { withoutEnded } from '../network/reach.js';
import { scheduledLayers } from '../network/scheduled.js';
import { networkArrays } from '../network/state.js';
import { chosenCheckpoint, type CheckpointChoice } from '../run/chosen-checkpoint.js';
import type { RunFolder } from '../run/folder.js';
import { grownNetwork } from '../run/grown-network.js';
import { readNetworkInput, type NetworkInput } from '../run/network-input.js';
import { recoverRecord } from '../run/recover.js';
import { parseSpec } from '../run/same-spec.js';
import { specDigest } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';
import type { TransformSpec } from '../spec/schema/transform.js';

/** A run's network as it was at one of its checkpoints. */
export interface TrainedNetwork {
  readonly frozen: FrozenNetwork;
  readonly spec: Spec;
  readonly input: NetworkInput;
  readonly iteration: number;
  readonly specDigest: string;
}

/**
 * Reads a trained network from a run's folder. The data set is not needed, but for runs of versions that wrote no input.json.
 *
 * @throws {DropinError} exit code 2 for a folder without a run or such a checkpoint, 3 for damaged files.
 */
export async function loadTrained(
  folder: RunFolder,
  choice: CheckpointChoice,
  warn: (message: string) => void,
): Promise<TrainedNetwork> {
  if (!existsSync(folder.spec))
    throw new DropinError(`${folder.path} is not the folder of a run: it has no spec.yaml`, EXIT.USAGE);
  const { spec, network, input } = (await fromFolder(folder)) ?? (await fromData(folder, warn));
  const digest = (await recoverRecord(folder, warn))?.spec_digest ?? specDigest(spec);
  const { prefix, state } = await chosenCheckpoint(folder, digest, choice, warn);
  const grown = grownNetwork(network, state);
  const names = networkArrays(grown).map(({ name }) => name);
  const weights = await readArrays(prefix, names);
  const frozen = freeze(grown, state.iteration, { weights, input, transform: spec.transform });
  return { frozen, spec, input, iteration: state.iteration, specDigest: state.spec_digest };
}

interface Parts {
  readonly spec: Spec;
  readonly network: Network;
  readonly input: NetworkInput;
}

/** From input.json and spec.yaml alone; undefined where either cannot serve. */
async function fromFolder(folder: RunFolder): Promise<Parts | undefined> {
  const spec = parseSpec(readTextIfThere(folder.spec));
  const input = spec && readNetworkInput(folder, spec.transform.mean !== 'none');
  if (spec === undefined || input === undefined) return undefined;
  const descriptor = { name: input.dataset, image: input.image, classes: input.classes.length };
  return Promise.resolve({ spec, input, network: buildNetwork(spec, descriptor) });
}

async function fromData(folder: RunFolder, warn: (message: string) => void): Promise<Parts> {
  const { spec, network, descriptor } = loadExperiment(folder.spec);
  const dataset = await openDataset(descriptor, spec.dataset, ({ file, reason }) => {
    warn(`${file} ${reason}; it is skipped`);
  });
  try {
    const mean = spec.transform.mean === 'none' ? undefined : await meanImage(dataset);
    const image: NetworkInput['image'] = [...dataset.imageShape];
    return {
      spec,
      network,
      input: { dataset: descriptor.name, image, classes: [...dataset.classNames()], mean },
    };
  } finally {
    await dataset.close();
  }
}

interface Numbers {
  readonly weights: FrozenNetwork['weights'];
  readonly input: NetworkInput;
  readonly transform: TransformSpec;
}

/** The network with p as it was at an iteration: DropIns that have ended are gone. */
function freeze(whole: Network, iteration: number, { weights, input, transform }: Numbers): FrozenNetwork {
  const copied = new Map(
    scheduledLayers(whole).map((layer) => [layer.name, copiedUnits(iteration, layer, layer.units)]),
  );
  const network = withoutEnded(whole, (name) => copied.get(name) === 0);
  const left = new Map([...copied].filter(([, count]) => count > 0));
  const corner = centreCorner(network.imageShape, network.inputShape);
  const mean = subtracted(input, transform, { corner, shape: network.inputShape });
  return { network, weights, corner, copied: left, negativeMean: mean, scale: transform.scale };
}

/** Minus the mean, as it is added to the network's input. */
function subtracted(
  { mean }: NetworkInput,
  transform: TransformSpec,
  { corner: [top, left], shape }: { corner: readonly [number, number]; shape: readonly number[] },
): FrozenNetwork['negativeMean'] {
  if (mean === undefined) return undefined;
  const [, storedWidth, channels] = mean.shape;
  if (transform.mean === 'channel') {
    const channelShape = [channels];
    return { shape: channelShape, values: negativeMean(mean, { shape: channelShape }) };
  }
  const values = negativeMean(mean, { shape: [1, ...mean.shape] });
  const [height = 0, width = 0] = shape;
  const cut = new Float32Array(height * width * channels);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * storedWidth + left) * channels;
    cut.set(values.subarray(from, from + width * channels), row * width * channels);
  }
  return { shape, values: cut };
}
