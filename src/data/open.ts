import type { Descriptor } from '../spec/schema/descriptor.js';
import type { Dataset } from './dataset.js';
import { openIdx } from './open-idx.js';

type Opener = (descriptor: Descriptor, root?: string) => Promise<Dataset>;

/** One for every format, or it does not compile. */
const openers: Readonly<Record<Descriptor['format'], Opener>> = { idx: openIdx };

/**
 * Opens the data set that a descriptor describes, from `root` or where the descriptor says.
 *
 * @throws {DropinError} exit code 3, naming the file that is missing or damaged and what to do.
 */
export function openDataset(descriptor: Descriptor, root?: string): Promise<Dataset> {
  return openers[descriptor.format](descriptor, root);
}
