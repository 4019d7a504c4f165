import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { printable } from '../../../common/printable.js';
import { drawChart, drawSvg, WIDE } from '../../../report/figures/chart.js';
import { normsSpec } from '../../../report/figures/norms.js';
import { standaloneSvg, toPng } from '../../../report/figures/png.js';
import { RunReader, type Run } from '../../../report/results/run.js';
import { runFolder } from '../../../run/folder.js';
import { readNorms } from '../../../run/norms-file.js';
import { panelOf } from '../../render/runs-panel.js';
import { textPlot } from '../../render/text-plot.js';
import { findRun } from '../../find-run.js';
import { writeNamedFile } from '../../write-file.js';
import { normsTable } from './norms-table.js';

export interface PlotOptions {
  readonly results: string;
  readonly out?: string;
  /** The norms of layers over depth instead of the accuracy. */
  readonly norms?: true;
}

type Image = '.svg' | '.png';

/**
 * `dropin plot`: writes the image given by `--out`, or returns the text for standard output.
 *
 * @throws {DropinError} exit code 2, for a missing run, a run without tests or norms, or an unknown image format; 1 if the image
 *   cannot be written.
 */
export async function plotCommand(names: readonly string[], options: PlotOptions): Promise<string> {
  const { results, out } = options;
  const kind = out === undefined ? undefined : imageOf(out);
  const all = new RunReader().readAll(results);
  const runs = [...new Set(names.map((name) => findRun(name, all, results)))];
  if (options.norms) return plotNorms(runs, options, kind);
  const panel = panelOf(runs);
  if (out === undefined || kind === undefined)
    return printable(textPlot(panel, process.stdout.isTTY ? process.stdout.columns : 80));
  const { svg } = await drawChart(panel, WIDE);
  return write(out, kind, svg);
}

async function plotNorms(
  runs: readonly Run[],
  { results, out }: PlotOptions,
  kind: Image | undefined,
): Promise<string> {
  const [run, ...others] = runs;
  if (run === undefined || others.length > 0) throw new DropinError('--norms: give one run', EXIT.USAGE);
  const folder = [join(results, run.id), run.id].find((path) => existsSync(path)) ?? run.id;
  const rows = readNorms(runFolder(folder).norms);
  if (rows.length === 0) {
    throw new DropinError(
      `${run.id} has no norms: measure them with norms.interval in its spec (--set norms.interval=100)`,
      EXIT.USAGE,
    );
  }
  if (out === undefined || kind === undefined) return printable(normsTable(rows));
  return write(out, kind, await drawSvg(normsSpec(rows, run.id)));
}

function imageOf(out: string): Image {
  const kind = extname(out).toLowerCase();
  if (kind === '.svg' || kind === '.png') return kind;
  throw new DropinError(`--out ${out}: expected a name that ends in .svg or .png`, EXIT.USAGE);
}

function write(out: string, kind: Image, svg: string): string {
  writeNamedFile(out, kind === '.png' ? toPng(svg) : standaloneSvg(svg));
  return `${printable(out)}\n`;
}
