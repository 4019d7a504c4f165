import type { PaperExperiment } from '../paper/schema.js';
import type { Run } from '../results/run.js';

/** The numbers of images of a run that differ from the paper’s; empty if they agree or were not recorded. */
export function foreignData({ record }: Run, { data }: PaperExperiment): string {
  if (data === undefined) return '';
  const { train, test } = record.data ?? {};
  const [least, most] = data.train;
  return [
    ...(train !== undefined && (train < least || train > most) ? [`${count(train)} training images`] : []),
    ...(test !== undefined && test !== data.test ? [`${count(test)} test images`] : []),
  ].join(', ');
}

function count(images: number): string {
  return images.toLocaleString('en');
}
