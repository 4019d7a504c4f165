import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { sha256 } from '../common/sha256.js';
import type { SweepPlan } from './plan.js';
import { resultsCsv, runsCsv, type ResultRow, type RunWithStatus } from './results.js';

/** Writes a sweep's tables into its folder, and copies below `tables`, named by the set of runs, which later sweeps leave alone. */
export function writeTables(
  { folder }: SweepPlan,
  runs: readonly RunWithStatus[],
  rows: readonly ResultRow[],
): void {
  const swept = sha256(
    runs
      .map(({ run }) => run.digest)
      .sort()
      .join('\n'),
  ).slice(0, 8);
  mkdirSync(folder.tables, { recursive: true });
  for (const path of [folder.table, join(folder.tables, `accuracy-${swept}.csv`)])
    writeFileAtomic.sync(path, resultsCsv(rows));
  for (const path of [folder.runsTable, join(folder.tables, `runs-${swept}.csv`)])
    writeFileAtomic.sync(path, runsCsv(runs));
}
