import type { ClaimResult } from '../judge/claim.js';
import type { Report } from '../report.js';
import { claimGroups, extensionsOf, ownClaims } from './claim-groups.js';
import { countVerdicts } from './tally.js';
import { percent, seeds, showEstimate, showMachine, showNeeds } from './words.js';

/** Width of the longest verdict, `agrees, one run`; INDENT is that of everything before a claim’s text. */
const VERDICT = 15;
const INDENT = 21;

/** For a terminal: one line for each claim and number, with its verdict. */
export function renderText(report: Report, page: string): string {
  const lines = [
    ...ownClaims(report.claims).flatMap(claimLines),
    ...extensionsOf(report.claims).flatMap(({ title, claims }) => [
      `${title}:`,
      ...claims.flatMap(claimLines),
    ]),
    ...report.accuracyTables.flatMap(({ cells }) =>
      cells.flatMap((cell) =>
        [cell.main, ...cell.others].map(({ conditions, verdict, estimate }) => {
          const paper =
            cell.paper === undefined ? '' : `, ${report.paper.wording.number} ${percent(cell.paper)} %`;
          const here =
            estimate === undefined ? '' : ` ${showEstimate(estimate)} % (${seeds(estimate.n)})${paper}`;
          return `${verdict.padEnd(VERDICT)} ${cell.id}${here}${conditions === cell.main.conditions ? '' : ` [${conditions}]`}`;
        }),
      ),
    ),
    ...claimGroups(report.claims).map(
      ({ title, claims }) => `${title}: ${countVerdicts(claims.map(({ main }) => main))}`,
    ),
    page,
  ];
  return `${lines.join('\n')}\n`;
}

function claimLines({ claim, main, others }: ClaimResult): readonly string[] {
  return [
    `${main.verdict.padEnd(VERDICT)} ${claim.id.padEnd(4)} ${claim.text}`,
    `${' '.repeat(INDENT)}${main.headline}`,
    ...(main.needs.length > 0 ? [`${' '.repeat(INDENT)}to decide: ${showNeeds(main.needs)}`] : []),
    ...others.map(({ conditions, verdict }) => `${' '.repeat(INDENT)}${conditions}: ${verdict}`),
  ];
}

/** For programs: claims, cells, architectures, deviations and runs; without the curves. */
export function jsonReport({
  claims,
  accuracyTables,
  architectureTables,
  deviations,
  runs,
  problems,
}: Report) {
  return {
    claims: claims.map(({ claim, main, others }) => ({
      id: claim.id,
      part: claim.part,
      text: claim.text,
      ...main,
      others,
    })),
    cells: accuracyTables.flatMap(({ cells }) => cells),
    architectures: architectureTables.map(({ id, columns }) => ({ id, columns })),
    deviations,
    runs: runs.map(({ run: { id, seed, record, problems: damage }, ...row }) => ({
      id,
      seed,
      status: record.status,
      wallTime: record.wallTime,
      machine: showMachine(record),
      commit: record.commit,
      dataDigest: record.dataDigest,
      problems: damage,
      ...row,
    })),
    problems,
  };
}
