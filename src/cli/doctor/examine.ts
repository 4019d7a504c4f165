import { datasetParts } from './datasets.js';
import { machineParts } from './machine.js';
import type { Part } from './part.js';
import { inspectSetup } from './setup.js';
import { tensorflowParts } from './tensorflow.js';

/** Looks at everything the program stands on; a device named on the command line is the one examined. */
export async function examine(args: readonly string[]): Promise<Part[]> {
  const setup = await inspectSetup(args);
  const machine = await machineParts(setup.cache, 'results');
  return [...machine, ...(await tensorflowParts(setup)), ...datasetParts()];
}
