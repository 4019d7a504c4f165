import { extname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { printable } from '../../../common/printable.js';
import { drawChart, WIDE } from '../../../report/figures/chart.js';
import { standaloneSvg, toPng } from '../../../report/figures/png.js';
import { RunReader } from '../../../report/results/run.js';
import { panelOf } from '../../render/runs-panel.js';
import { textPlot } from '../../render/text-plot.js';
import { findRun } from '../../find-run.js';

/**
 * `dropin plot`: writes the image given by `--out`, or returns the text for standard output.
 *
 * @throws {DropinError} exit code 2, for a missing run, a run without tests, or an unknown image format.
 */
export async function plotCommand(
  names: readonly string[],
  { results, out }: { results: string; out?: string },
): Promise<string> {
  const kind = out === undefined ? undefined : extname(out).toLowerCase();
  if (kind !== undefined && kind !== '.svg' && kind !== '.png') {
    throw new DropinError(`--out ${out}: expected a name that ends in .svg or .png`, EXIT.USAGE);
  }
  const all = new RunReader().readAll(results);
  const runs = [...new Set(names.map((name) => findRun(name, all, results)))];
  const panel = panelOf(runs);
  if (out === undefined)
    return printable(textPlot(panel, process.stdout.isTTY ? process.stdout.columns : 80));
  const { svg } = await drawChart(panel, WIDE);
  await writeFileAtomic(out, kind === '.png' ? toPng(svg) : standaloneSvg(svg));
  return `${printable(out)}\n`;
}
