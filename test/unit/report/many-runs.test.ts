import { cpSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeReport } from '../../../src/report/render/write.js';
import { Reporter } from '../../../src/report/report.js';
import { RunReader } from '../../../src/report/results/run.js';
import { makeRun } from './made-run.js';

const RUNS = 2000;
const ROWS = 1000;

test(`${RUNS} runs of ${ROWS} rows: one report in under 1 GB`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'dropin-report-'));
  try {
    const accuracies = Array.from({ length: ROWS }, (_, i) => Number((0.98 - 0.88 / (i + 1)).toFixed(4)));
    const first = makeRun({ root, id: 'run1', config: 'lenet10', accuracies });
    const spec = readFileSync(join(first, 'spec.yaml'), 'utf8');
    for (let seed = 2; seed <= RUNS; seed++) {
      const folder = join(root, `run${seed}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'spec.yaml'), spec.replace(/^seed: 1$/m, `seed: ${seed}`));
      cpSync(join(first, 'run.json'), join(folder, 'run.json'));
      linkSync(join(first, 'curve.csv'), join(folder, 'curve.csv'));
    }
    const report = new Reporter().report(new RunReader().readAll(root));
    await writeReport(report, join(root, 'report'));
    expect(report.claims.find(({ claim }) => claim.id === 'F2b')!.main.checks[0]!.finding).toContain(
      '2000 of 2000',
    );
    expect(process.memoryUsage.rss() / 1e6).toBeLessThan(1000);
  } finally {
    rmSync(root, { recursive: true });
  }
});
