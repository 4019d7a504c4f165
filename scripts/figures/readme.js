// Draws the README's figures, docs/lenet10.png, docs/lenet50.png and docs/vgg16-cifar.png, from the runs in
// results/reference:
//   node scripts/figures/readme.js
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from '#build/report/figures/chart.js';
import { pointsOf } from '#build/report/figures/lines.js';
import { fullPanel } from '#build/report/figures/panel.js';
import { standaloneSvg, toPng } from '#build/report/figures/png.js';
import { RunReader } from '#build/report/results/run.js';
import { ROOT } from '../setup/paths.js';

/** The runs of three seeds. @param {string} name @returns {string[]} */
function seeds(name) {
  return [name, `${name}-seed2`, `${name}-seed3`];
}

const FIGURES = [
  {
    id: 'lenet10',
    title: 'LeNet(10) on MNIST',
    end: 10000,
    lines: [
      { label: 'DropIn, d = 500', runs: seeds('lenet10-d500') },
      { label: 'DropIn, d = 2,500', runs: seeds('lenet10') },
      { label: 'DropIn, d = 7,500', runs: seeds('lenet10-d7500') },
      { label: 'without DropIn', runs: seeds('lenet10-plain') },
    ],
  },
  {
    id: 'lenet50',
    title: 'LeNet(50) of 8 and 16 channels, on MNIST',
    end: 2400,
    lines: [
      { label: 'DropIns one after another', runs: seeds('lenet50-stagger-d500') },
      { label: 'all DropIns at once', runs: seeds('lenet50-stagger-d1900-stagger-0') },
      { label: 'without DropIn', runs: seeds('lenet50-stagger-plain') },
    ],
  },
  {
    id: 'vgg16-cifar',
    title: 'VGG16 of a quarter of the width, on CIFAR-10',
    end: 3700,
    lines: [
      { label: 'DropIn, d = 600', runs: seeds('vgg16-cifar-d600') },
      { label: 'DropIn, d = 2,000 (one seed)', runs: ['vgg16-cifar-d2000'] },
      { label: 'without DropIn', runs: seeds('vgg16-cifar-plain') },
      { label: 'VGG8', runs: seeds('vgg8-cifar') },
    ],
  },
];

const published = new RunReader().readAll(join(ROOT, 'results', 'reference'));
mkdirSync(join(ROOT, 'docs'), { recursive: true });
for (const { id, title, end, lines } of FIGURES) {
  const panel = fullPanel({
    ...{ id, title, end, yTitle: 'Test accuracy (%)' },
    lines: lines.map(({ runs, label }) => {
      const found = published.filter((run) => runs.includes(run.id));
      if (found.length !== runs.length)
        throw new Error(`not every run is in results/reference: ${runs.join(', ')}`);
      return { label, points: pointsOf(found), seeds: runs.length, unfinished: 0, paper: undefined, runs };
    }),
  });
  const { svg } = await drawChart(panel, { width: 760, height: 360 });
  writeFileSync(join(ROOT, 'docs', `${id}.png`), toPng(standaloneSvg(svg)));
}
