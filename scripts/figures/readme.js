// Draws the README's figure, docs/lenet10.png, from the runs in results/reference:
//   node scripts/figures/readme.js
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { drawChart } from '#build/report/figures/chart.js';
import { fullPanel } from '#build/report/figures/panel.js';
import { standaloneSvg, toPng } from '#build/report/figures/png.js';
import { ROOT } from '../setup/paths.js';

const LINES = [
  { label: 'DropIn, d = 2,500', runs: ['lenet10', 'lenet10-seed2', 'lenet10-seed3'] },
  { label: 'DropIn, d = 7,500', runs: ['lenet10-d7500', 'lenet10-d7500-seed2', 'lenet10-d7500-seed3'] },
  { label: 'without DropIn', runs: ['lenet10-plain', 'lenet10-plain-seed2', 'lenet10-plain-seed3'] },
];

/** @typedef {{ split: string, iteration: number, accuracy: number }} Row */

/** @param {string} run a folder of results/reference @returns accuracies of its tests, in percent */
function testsOf(run) {
  const text = readFileSync(join(ROOT, 'results', 'reference', run, 'curve.csv'));
  /** @type {Row[]} */
  const rows = parse(text, { columns: true, cast: true });
  return rows
    .filter(({ split }) => split === 'test')
    .map(({ iteration, accuracy }) => ({ iteration, accuracy: 100 * accuracy }));
}

/** Mean, lowest and highest accuracy over runs that were tested at the same iterations. @param {readonly string[]} runs */
function pointsOf(runs) {
  const curves = runs.map(testsOf);
  return (curves[0] ?? []).map(({ iteration }, index) => {
    const accuracies = curves.flatMap((curve) => curve[index]?.accuracy ?? []);
    const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
    return { iteration, mean, low: Math.min(...accuracies), high: Math.max(...accuracies) };
  });
}

const panel = fullPanel({
  id: 'lenet10',
  title: 'LeNet(10) on MNIST',
  yTitle: 'Test accuracy (%)',
  end: 10000,
  lines: LINES.map(({ runs, label }) => ({
    label,
    points: pointsOf(runs),
    seeds: runs.length,
    unfinished: 0,
    paper: undefined,
    runs,
  })),
});
const { svg } = await drawChart(panel, { width: 760, height: 360 });
mkdirSync(join(ROOT, 'docs'), { recursive: true });
writeFileSync(join(ROOT, 'docs', 'lenet10.png'), toPng(standaloneSvg(svg)));
