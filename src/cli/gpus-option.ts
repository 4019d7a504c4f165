import { Option } from 'commander';
import { positiveWhole } from './spec-options.js';

/** `--gpus <n>`: the number of GPUs that share each batch. */
export function gpusOption(): Option {
  return new Option(
    '--gpus <n>',
    'GPUs that share each batch, which n must divide (default: 1; not tested on GPUs)',
  ).argParser(positiveWhole);
}
