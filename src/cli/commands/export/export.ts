import { printable } from '../../../common/printable.js';
import type { Format } from '../../../inference/export.js';
import { exportRun } from '../../../library/export.js';
import type { ChosenCheckpoint } from '../../checkpoint-options.js';

export interface ExportOptions extends ChosenCheckpoint {
  readonly format: Format;
  readonly out?: string;
  readonly force?: true;
}

/** `dropin export` */
export async function exportCommand(path: string, options: ExportOptions): Promise<void> {
  const warn = (message: string) => void process.stderr.write(`${printable(message)}\n`);
  const { folder, files, iteration } = await exportRun(path, { ...options, warn });
  process.stdout.write(`${printable(folder)}: ${files.join(', ')} (iteration ${iteration})\n`);
}
