import { printable } from '../../../common/printable.js';
import type { Format } from '../../../inference/export.js';
import { exportRun } from '../../../library/export.js';

export interface ExportOptions {
  readonly format: Format;
  readonly out?: string;
  readonly iteration?: number;
  readonly force?: true;
}

/** `dropin export` */
export async function exportCommand(path: string, options: ExportOptions): Promise<void> {
  const warn = (message: string) => void process.stderr.write(`${printable(message)}\n`);
  const { folder, files, iteration } = await exportRun(path, { ...options, warn });
  process.stdout.write(`${printable(folder)}: ${files.join(', ')} (iteration ${iteration})\n`);
}
