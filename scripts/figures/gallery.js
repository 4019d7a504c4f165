// Writes docs/gallery.md and its pictures, from the runs in results/reference:
//   node scripts/figures/gallery.js
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../setup/paths.js';

const RESULTS = 'results/reference';

/** Pictures, each with the arguments of `dropin` that draw it. */
const PICTURES = {
  'plot.png': ['plot', 'lenet10', 'lenet10-plain', '--results', RESULTS],
  'seeds.png': ['plot', 'lenet10', 'lenet10-seed2', 'lenet10-seed3', 'lenet', '--results', RESULTS],
};

/** The text of docs/gallery.md, with what the commands print now. */
export function galleryPage() {
  const work = mkdtempSync(join(tmpdir(), 'dropin-gallery-'));
  try {
    return `# Gallery

<!-- Written by \`node scripts/figures/gallery.js\` from results/reference; do not edit. -->

What the program draws and prints, from the runs of [results/reference](../results/reference).

## Curves

${picture('plot.png', 'Test accuracy of LeNet(10) with DropIn, which rises at once, and without, which stays at chance')}

${picture('seeds.png', 'Test accuracy of LeNet(10) with DropIn for three seeds, and of LeNet')}

The same in a terminal:

${screen(['plot', 'lenet10', 'lenet10-plain', '--results', RESULTS])}

## The report

\`dropin report\` writes a page, Markdown, tables and figures: [docs/report](report/report.md). Figure 1 is DropIn itself,
Figure 2 is LeNet(10) on MNIST, whole and where its lines lie close together.

![Units of a layer are copied from the layer before, fewer with each iteration](report/figure1.png)

![Figure 2: test accuracy of LeNet(10) over iterations, by DropIn length](report/figure2-a.png)

![The top of Figure 2, enlarged](report/figure2-a-zoom.png)

In a terminal it has a line for each claim; \`--why F2c\` says what a verdict rests on:

${screen(['report', '--results', RESULTS, '--only', 'F2a,F2c'], ['--out', work])}

## A network

${screen(['summary', 'lenet10'])}

## A mistake in a spec

${screen(['validate', 'lenet10', '--set', 'solver.momentun=0.8', '--set', 'dropin.length=-5'])}
`.replaceAll(work, 'report');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {keyof typeof PICTURES} name @param {string} words */
function picture(name, words) {
  return `![${words}](gallery/${name})\n\n    dropin ${PICTURES[name].join(' ')} --out ${name}`;
}

/** A command and what it prints. @param {readonly string[]} args @param {readonly string[]} hidden arguments not shown */
function screen(args, hidden = []) {
  const { stdout, stderr, status } = dropin([...args, ...hidden]);
  const printed = status === 0 ? stdout : stderr;
  const lines = printed.replaceAll(ROOT, '').trimEnd().split('\n');
  return ['```text', `$ dropin ${args.join(' ')}`, ...lines.map((line) => line.trimEnd()), '```'].join('\n');
}

/** @param {readonly string[]} args */
function dropin(args) {
  return spawnSync(process.execPath, [join(ROOT, 'bin/dropin'), ...args], { cwd: ROOT, encoding: 'utf8' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(ROOT, 'docs/gallery');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, args] of Object.entries(PICTURES)) {
    const { status, stderr } = dropin([...args, '--out', join(folder, name)]);
    if (status !== 0) throw new Error(stderr);
  }
  writeFileSync(join(ROOT, 'docs/gallery.md'), galleryPage());
}
