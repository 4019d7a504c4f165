import type { Program } from '../engine/program.js';
import type { CurveRow } from '../run/curve.js';

type ScalarProgram = Pick<Program, 'openScalars' | 'writeScalar' | 'flushScalars'>;

/** Opens an event file in `logdir`. The returned function writes a row to it as scalars `train/loss`, `test/accuracy`, …. */
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
