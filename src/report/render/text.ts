import type { Report } from '../report.js';
import { percent, seeds, showEstimate, showNeeds } from './words.js';

/** For a terminal: every claim and number with its verdict, a line each. */
export function renderText(report: Report, page: string): string {
  const lines = [
    ...report.claims.flatMap(({ claim, main, others }) => [
      `${main.verdict.padEnd(13)} ${claim.id.padEnd(4)} ${claim.text}`,
      ...(main.needs.length > 0 ? [`${' '.repeat(19)}to decide: ${showNeeds(main.needs)}`] : []),
      ...others.map(({ conditions, verdict }) => `${' '.repeat(19)}${conditions}: ${verdict}`),
    ]),
    ...report.accuracyTables.flatMap(({ cells }) =>
      cells.flatMap((cell) =>
        [cell.main, ...cell.others].map(({ conditions, verdict, estimate }) => {
          const paper = cell.paper === undefined ? '' : `, paper ${percent(cell.paper)} %`;
          const here =
            estimate === undefined ? '' : ` ${showEstimate(estimate)} % (${seeds(estimate.n)})${paper}`;
          return `${verdict.padEnd(13)} ${cell.id}${here}${conditions === cell.main.conditions ? '' : ` [${conditions}]`}`;
        }),
      ),
    ),
    page,
  ];
  return `${lines.join('\n')}\n`;
}

/** For a program: claims, cells, architectures and ledger; without the curves. */
export function jsonReport({
  claims,
  accuracyTables,
  architectureTables,
  deviations,
  runs,
  problems,
}: Report) {
  return {
    claims: claims.map(({ claim, main, others }) => ({ id: claim.id, text: claim.text, ...main, others })),
    cells: accuracyTables.flatMap(({ cells }) => cells),
    architectures: architectureTables.map(({ id, columns }) => ({ id, columns })),
    deviations,
    runs: runs.map(({ run: { id, seed, record, problems: damage }, ...row }) => ({
      id,
      seed,
      status: record.status,
      commit: record.commit,
      dataDigest: record.dataDigest,
      problems: damage,
      ...row,
    })),
    problems,
  };
}
