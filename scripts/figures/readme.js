// Draws the README's figure, docs/lenet10.png, from the runs in results/reference:
//   node scripts/figures/readme.js
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from '#build/report/figures/chart.js';
import { pointsOf } from '#build/report/figures/lines.js';
import { fullPanel } from '#build/report/figures/panel.js';
import { standaloneSvg, toPng } from '#build/report/figures/png.js';
import { RunReader } from '#build/report/results/run.js';
import { ROOT } from '../setup/paths.js';

const LINES = [
  { label: 'DropIn, d = 500', runs: ['lenet10-d500', 'lenet10-d500-seed2', 'lenet10-d500-seed3'] },
  { label: 'DropIn, d = 2,500', runs: ['lenet10', 'lenet10-seed2', 'lenet10-seed3'] },
  { label: 'DropIn, d = 7,500', runs: ['lenet10-d7500', 'lenet10-d7500-seed2', 'lenet10-d7500-seed3'] },
  { label: 'without DropIn', runs: ['lenet10-plain', 'lenet10-plain-seed2', 'lenet10-plain-seed3'] },
];

const published = new RunReader().readAll(join(ROOT, 'results', 'reference'));

const panel = fullPanel({
  id: 'lenet10',
  title: 'LeNet(10) on MNIST',
  yTitle: 'Test accuracy (%)',
  end: 10000,
  lines: LINES.map(({ runs, label }) => ({
    label,
    points: pointsOf(published.filter(({ id }) => runs.includes(id))),
    seeds: runs.length,
    unfinished: 0,
    paper: undefined,
    runs,
  })),
});
const { svg } = await drawChart(panel, { width: 760, height: 360 });
mkdirSync(join(ROOT, 'docs'), { recursive: true });
writeFileSync(join(ROOT, 'docs', 'lenet10.png'), toPng(standaloneSvg(svg)));
