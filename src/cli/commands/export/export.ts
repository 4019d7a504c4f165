import { basename, resolve } from 'node:path';
import { printable } from '../../../common/printable.js';
import { exportedFiles, type Format } from '../../../inference/export.js';
import { loadTrained } from '../../../inference/trained.js';
import { expectFree, writeFolder } from '../../../inference/write.js';
import { runFolder } from '../../../run/folder.js';

export interface ExportOptions {
  readonly format: Format;
  readonly out?: string;
  readonly iteration?: number;
  readonly force?: true;
}

/** `dropin export` */
export async function exportCommand(path: string, options: ExportOptions): Promise<void> {
  const { format, iteration, force = false } = options;
  const out = options.out ?? `${basename(resolve(path))}-${format}`;
  expectFree(out, force);
  const warn = (message: string) => void process.stderr.write(`${printable(message)}\n`);
  const trained = await loadTrained(runFolder(path), iteration, warn);
  const { copied } = trained.frozen;
  if (copied.size > 0) {
    const names = [...copied.keys()].join(', ');
    warn(
      `at iteration ${trained.iteration} units of ${names} are still copied, and so they are in the export`,
    );
  }
  const files = exportedFiles(trained, format);
  await writeFolder(out, files);
  process.stdout.write(
    `${printable(out)}: ${Object.keys(files).join(', ')} (iteration ${trained.iteration})\n`,
  );
}
