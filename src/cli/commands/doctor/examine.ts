import { chooseDevice } from '#setup/device.js';
import { inspectSetup } from '#setup/inspect.js';
import { datasetParts } from './datasets.js';
import { machineParts } from './machine.js';
import type { Part } from './part.js';
import { tensorflowParts } from './tensorflow.js';
import { resultsFolder } from '../../../run/results-folder.js';

/** Checks everything that the program needs, with TensorFlow for the requested or the default device. */
export async function examine(asked: string | undefined): Promise<Part[]> {
  const setup = await inspectSetup(chooseDevice(asked));
  const machine = machineParts(setup.cache, resultsFolder());
  return [...machine, ...(await tensorflowParts(setup)), ...datasetParts()];
}
