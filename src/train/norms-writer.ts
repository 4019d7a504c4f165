import { NORMS, type LayerNorms } from '../network/layer-norms.js';
import type { Program } from '../engine/program.js';
import { openNorms } from '../run/norms-file.js';
import type { Opened } from './opened.js';

/** Writes measured norms to norms.csv and TensorBoard. */
export interface NormsWriter {
  write(iteration: number, norms: readonly LayerNorms[]): void;
  /** Flushes norms.csv to the disk. */
  sync(): void;
}

/**
 * Opens norms.csv at the iteration from which a run goes on. TensorBoard's event file is already open; the scalars are
 * `activation/<layer>`, `gradient/<layer>`, ….
 */
export function openNormsWriter(
  path: string,
  from: number,
  program: Pick<Program, 'writeScalar' | 'flushScalars'>,
  opened: Opened,
): NormsWriter {
  const file = openNorms(path, from);
  opened.add(() => {
    file.close();
  });
  return {
    write(iteration, norms) {
      file.append(norms.map((one) => ({ iteration, ...one })));
      for (const one of norms)
        for (const norm of NORMS) {
          const value = one[norm];
          if (value !== undefined) program.writeScalar(`${norm}/${one.layer}`, iteration, value);
        }
      program.flushScalars();
    },
    sync: () => {
      file.sync();
    },
  };
}
