import type { Command } from 'commander';
import { register as completion } from './completion.js';
import { register as datasets } from './datasets.js';
import { register as doctor } from './doctor.js';
import { register as evaluate } from './eval.js';
import { register as plot } from './plot.js';
import { register as report } from './report.js';
import { register as run } from './run.js';
import { register as runs } from './runs.js';
import { register as schema } from './schema.js';
import { register as setup } from './setup.js';
import { register as summary } from './summary.js';
import { register as sweep } from './sweep.js';
import { register as validate } from './validate.js';
import { register as verifyResume } from './verify-resume.js';
import { register as watch } from './watch.js';

/**
 * Every command, in the order of `dropin --help`.
 *
 * A command's file exports `register(program)`: it describes the command (with an example, by `addHelpText`) and imports
 * what the command needs inside its action, so that `--help` loads none of it.
 */
export const commands: readonly ((program: Command) => void)[] = [
  run,
  sweep,
  evaluate,
  runs,
  plot,
  report,
  watch,
  validate,
  summary,
  verifyResume,
  datasets,
  setup,
  doctor,
  schema,
  completion,
];
