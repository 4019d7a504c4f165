import type { Command } from 'commander';
import { register as bench } from './bench/command.js';
import { register as completion } from './completion/command.js';
import { register as datasets } from './datasets/command.js';
import { register as doctor } from './doctor/command.js';
import { register as evaluate } from './eval/command.js';
import { register as exporting } from './export/command.js';
import { register as graph } from './graph/command.js';
import { register as init } from './init/command.js';
import { register as plot } from './plot/command.js';
import { register as predict } from './predict/command.js';
import { register as report } from './report/command.js';
import { register as run } from './run/command.js';
import { register as runs } from './runs/command.js';
import { register as schema } from './schema.js';
import { register as setup } from './setup/command.js';
import { register as summary } from './summary.js';
import { register as sweep } from './sweep/command.js';
import { register as validate } from './validate/command.js';
import { register as verifyResume } from './verify-resume/command.js';
import { register as watch } from './watch.js';

/**
 * Every command, in the order of `dropin --help`.
 *
 * A command is one file here, or a folder if it is longer than a few lines: its `command.ts` exports
 * `register(program)`, which describes the command (with an example, by `addHelpText`), and imports what the command needs
 * inside its action, so that `--help` does not load it.
 */
export const commands: readonly ((program: Command) => void)[] = [
  init,
  run,
  sweep,
  evaluate,
  predict,
  exporting,
  runs,
  plot,
  report,
  watch,
  validate,
  summary,
  graph,
  bench,
  verifyResume,
  datasets,
  setup,
  doctor,
  schema,
  completion,
];
