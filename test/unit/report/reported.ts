import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { Reporter, type Report } from '../../../src/report/report.js';
import { RunReader } from '../../../src/report/results/run.js';

/** The shipped claims: reading them takes longer than most tests. */
export const reporter = new Reporter();

/** An empty results folder of each test's own, `root`, and what is reported of the runs made in it. */
export function emptyResults() {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'dropin-report-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  const runs = () => new RunReader().readAll(root);
  const report = (): Report => reporter.report(runs());
  return {
    get root() {
      return root;
    },
    runs,
    report,
    claim: (id: string) => report().claims.find((one) => one.claim.id === id)!,
    cell: (id: string) =>
      report()
        .accuracyTables.flatMap((table) => table.cells)
        .find((one) => one.id === id)!,
  };
}
