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
  { run: 'lenet10', label: 'LeNet(10) + DropIn, d = 2,500' },
  { run: 'lenet10-plain', label: 'LeNet(10) without DropIn' },
];

/** @param {string} run a folder of results/reference @returns test points, accuracy in percent */
function testPoints(run) {
  /** @type {{ split: string, iteration: number, accuracy: number }[]} */
  const rows = parse(readFileSync(join(ROOT, 'results', 'reference', run, 'curve.csv')), {
    columns: true,
    cast: true,
  });
  return rows
    .filter(({ split }) => split === 'test')
    .map(({ iteration, accuracy }) => ({
      iteration,
      mean: 100 * accuracy,
      low: 100 * accuracy,
      high: 100 * accuracy,
    }));
}

const panel = fullPanel({
  id: 'lenet10',
  title: 'LeNet(10) on MNIST',
  yTitle: 'Test accuracy (%)',
  end: 10000,
  lines: LINES.map(({ run, label }) => ({
    label,
    points: testPoints(run),
    seeds: 1,
    unfinished: 0,
    paper: undefined,
    runs: [run],
  })),
});
const { svg } = await drawChart(panel, { width: 760, height: 360 });
mkdirSync(join(ROOT, 'docs'), { recursive: true });
writeFileSync(join(ROOT, 'docs', 'lenet10.png'), toPng(standaloneSvg(svg)));
