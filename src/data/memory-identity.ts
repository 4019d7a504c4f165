import type { CifarDescriptor, IdxDescriptor } from '../spec/schema/descriptor.js';
import { contentDigest, orderDigest, type SplitContent } from './contents/content.js';
import type { DataIdentity } from './identity.js';

/** SHA-256 (hex) of each file of a split by name, in image order. */
type FileDigests = Readonly<Record<string, string>>;

/** Identity of IDX or CIFAR files, which contain raw pixels and labels. */
export function memoryIdentity(
  { format, image, classes, ...counts }: IdxDescriptor | CifarDescriptor,
  files: { readonly train: FileDigests; readonly test: FileDigests },
): DataIdentity {
  const splits = [files.train, files.test];
  return {
    version: 2,
    format,
    image: [...image],
    classes,
    train: counts.train.count,
    test: counts.test.count,
    content: contentDigest(splits.map(contentOf)),
    order: orderDigest(splits.map((split) => Object.keys(split))),
    pixels: 0,
  };
}

function contentOf(split: FileDigests): SplitContent {
  const digests = Buffer.from(Object.values(split).join(''), 'hex');
  return { digests, labels: new Int32Array(Object.keys(split).length) };
}
