import type { Program } from '../engine/program.js';
import type { CurveRow } from '../run/curve.js';

type ScalarProgram = Pick<Program, 'openScalars' | 'writeScalar' | 'flushScalars'>;

/** Opens an event file in `logdir`; the returned function writes a row's numbers to it, as `train/loss` and so on. */
export function scalarWriter(program: ScalarProgram, logdir: string): (row: CurveRow) => void {
  program.openScalars(logdir);
  return (row) => {
    const scalars = {
      loss: row.loss,
      accuracy: row.accuracy,
      top5: row.top5,
      learning_rate: row.learningRate,
      dropin_p: row.dropinP,
    };
    for (const [name, value] of Object.entries(scalars)) {
      if (value !== undefined) program.writeScalar(`${row.split}/${name}`, row.iteration, value);
    }
    program.flushScalars();
  };
}
