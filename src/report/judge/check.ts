import type { CheckResult, JudgedCheck } from './result.js';
import type { Evidence, Group } from '../evidence/evidence.js';
import type { Basis } from '../evidence/basis.js';
import type { Check } from '../paper/claim-schema.js';
import { judgeConvergence } from './convergence.js';
import { judgeAccuracy, judgeMeans } from './means.js';

export function judgeCheck(check: Check, evidence: Evidence, basis: Basis): JudgedCheck {
  const only = (series: string): Group => evidence.groups(series, basis)[0]!;
  switch (check.kind) {
    case 'convergence':
      return judgeConvergence(check, evidence, basis);
    case 'difference': {
      const { statistic, left, right, seeds } = check;
      return tightest([judgeMeans([only(left), only(right)], statistic, check, { seeds })]);
    }
    case 'value':
      return tightest([judgeMeans([only(check.series)], check.statistic, check, { seeds: check.seeds })]);
    case 'cells': {
      const table = evidence.paper.accuracyTable(check.table);
      const expected = table.rows.filter((row) => row.expected !== undefined);
      return tightest(
        expected.map((row) =>
          judgeAccuracy(
            only(row.series),
            row.expected,
            evidence.paper.marginOf(table),
            evidence.paper.wording,
          ),
        ),
      );
    }
  }
}

/** The result closest to a different verdict provides the headline. */
function tightest(results: readonly CheckResult[]): JudgedCheck {
  const [first] = [...results].sort((a, b) => a.slack - b.slack);
  return { headline: first?.headline ?? '', slack: first?.slack ?? 0, results };
}
