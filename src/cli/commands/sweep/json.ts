import type { SweepPlan } from '../../../sweep/plan.js';
import type { ResultRow, RunWithStatus } from '../../../sweep/results.js';

/** `dropin sweep --json`: the state of every run, and the results. Accuracies are fractions, or null if there is none. */
export function sweepJson(
  plan: SweepPlan,
  runs: readonly RunWithStatus[],
  rows: readonly ResultRow[],
): string {
  const document = {
    sweep: plan.name,
    runs: runs.map(({ run, status }) => ({
      id: run.id,
      folder: run.folder.path,
      spec_digest: run.digest,
      settings: Object.fromEntries(run.settings.map(({ axis, value }) => [axis, value])),
      state: status.state,
      iteration: status.iteration,
      iterations: status.iterations,
      stopped_early_at: status.stoppedEarlyAt ?? null,
      accuracy: status.accuracy ?? null,
      final_accuracy: status.final ?? null,
      stale: status.stale ?? null,
      reason: status.reason ?? null,
    })),
    results: rows.map(({ name, settings, n, mean, std, failed, unfinished }) => ({
      name,
      settings,
      n,
      accuracy_mean: mean ?? null,
      accuracy_std: std ?? null,
      failed,
      unfinished,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
