import { Option } from 'commander';
import { positiveWhole } from './spec-options.js';

/** `--threads <n>` of a command that computes on images. */
export function threadsOption(): Option {
  return new Option('--threads <n>', 'threads that compute, and that decode images (default: all)').argParser(
    positiveWhole,
  );
}
