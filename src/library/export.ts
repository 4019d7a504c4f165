import { basename, resolve } from 'node:path';
import { exportedFiles, type Format } from '../inference/export.js';
import { loadTrained } from '../inference/trained.js';
import { expectFree, writeFolder } from '../inference/write.js';
import { runFolder } from '../run/folder.js';
import { choiceOf, type CheckpointOptions } from './checkpoint-options.js';
import { ensureTensorflow, type ComputeOptions } from './tensorflow.js';

export interface ExportOptions extends CheckpointOptions, ComputeOptions {
  readonly format: Format;
  /** Folder to write; by default RUN-FORMAT in the current folder. */
  readonly out?: string | undefined;
  /** Replaces an earlier export. */
  readonly force?: boolean | undefined;
}

export interface ExportResult {
  readonly folder: string;
  /** Their names in the folder. */
  readonly files: readonly string[];
  /** Of the checkpoint. */
  readonly iteration: number;
}

/**
 * Writes the trained network of a run for TensorFlow, ONNX or NumPy: `dropin export`.
 *
 * @param run The run's folder.
 * @throws {DropinError} with the exit code that `dropin export` would end with.
 */
export async function exportRun(run: string, options: ExportOptions): Promise<ExportResult> {
  const { format, force = false, warn = () => undefined } = options;
  const out = options.out ?? `${basename(resolve(run))}-${format}`;
  expectFree(out, force);
  await ensureTensorflow(options);
  const trained = await loadTrained(runFolder(run), choiceOf(options), warn);
  const { copied } = trained.frozen;
  if (copied.size > 0) {
    const names = [...copied.keys()].join(', ');
    warn(
      `at iteration ${trained.iteration} units of ${names} are still copied, and so they are in the export`,
    );
  }
  const files = exportedFiles(trained, format);
  await writeFolder(out, files);
  return { folder: out, files: Object.keys(files), iteration: trained.iteration };
}
