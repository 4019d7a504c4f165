import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { formatDuration } from '../../common/format.js';
import { nearest } from '../../common/nearest.js';
import { footnotesOf, type Deviation } from '../deviations.js';
import type { CheckResult } from '../judge/result.js';
import { percent, short, showMachine, showNeeds } from '../render/words.js';
import { knownParts, type Report, type RunRow } from '../report.js';

/** Where a number, a figure or a verdict comes from. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly verdicts: readonly { conditions: string; verdict: string; lines: readonly string[] }[];
  readonly runs: readonly ExplainedRun[];
  readonly deviations: readonly Deviation[];
}

interface ExplainedRun {
  readonly id: string;
  readonly seed: number;
  readonly status: string;
  readonly conditions: string;
  readonly final: number | undefined;
  readonly commit: string | undefined;
  readonly dirty: boolean;
  readonly dataDigest: string | undefined;
  /** Seconds. */
  readonly wallTime: number | undefined;
  readonly machine: string;
  readonly command: string;
  readonly stale: readonly string[];
  readonly notCompared: string;
  readonly problems: readonly string[];
}

/** @throws {DropinError} exit code 2 if the claims file has no such part. */
export function explain(id: string, report: Report): Explanation {
  const found = explainCell(id, report) ?? explainClaim(id, report) ?? explainFigure(id, report);
  if (found !== undefined) return found;
  const cells = report.accuracyTables.flatMap((table) => table.cells.map((cell) => cell.id));
  const suggestion = nearest(id, [...cells, ...knownParts(report.paper)]);
  const example = cells[0] ?? knownParts(report.paper)[0]!;
  const hint = suggestion === undefined ? `, for example ${example}` : `; did you mean ${suggestion}?`;
  throw new DropinError(`--why ${id}: expected a cell, figure or claim${hint}`, EXIT.USAGE);
}

function explainCell(id: string, report: Report): Explanation | undefined {
  const cell = report.accuracyTables.flatMap((table) => table.cells).find((one) => one.id === id);
  if (cell === undefined) return undefined;
  const judged = [cell.main, ...cell.others];
  const printed = cell.paper === undefined ? undefined : `${percent(cell.paper)} %`;
  return {
    id,
    title: `${cell.labels.filter((label) => label !== '').join(', ')}: ${report.paper.wording.expects(printed)}`,
    verdicts: judged.map(({ conditions, verdict, finding, rule, needs }) => ({
      conditions,
      verdict,
      lines: [finding, rule, ...(needs.length > 0 ? [showNeeds(needs)] : [])],
    })),
    ...behind(
      judged.flatMap(({ runs }) => runs),
      [cell.series],
      report,
    ),
  };
}

function explainClaim(id: string, report: Report): Explanation | undefined {
  const result = report.claims.find(({ claim }) => claim.id === id);
  if (result === undefined) return undefined;
  const judged = [result.main, ...result.others];
  return {
    id,
    title: result.claim.text,
    verdicts: judged.map(({ conditions, verdict, checks, needs }) => ({
      conditions,
      verdict,
      lines: [...checks.map(lineOf), ...(needs.length > 0 ? [showNeeds(needs)] : [])],
    })),
    ...behind(
      judged.flatMap(({ checks }) => checks.flatMap(({ runs }) => runs)),
      report.paper.seriesOfClaim(result.claim),
      report,
    ),
  };
}

function explainFigure(id: string, report: Report): Explanation | undefined {
  const result = report.figures.find((figure) => figure.id === id);
  if (result === undefined) return undefined;
  const lines = result.views.flatMap(({ panels }) => panels.flatMap((panel) => panel.lines));
  const series = result.figure.panels.flatMap((panel) => panel.lines);
  return {
    id,
    title: result.figure.title,
    verdicts: [],
    ...behind(
      lines.flatMap(({ runs }) => runs),
      series,
      report,
    ),
  };
}

function lineOf({ question, verdict, finding, rule }: CheckResult): string {
  return `${verdict}: ${question}: ${finding}. ${rule}`;
}

function behind(ids: readonly string[], series: readonly string[], report: Report) {
  const wanted = new Set(ids);
  const notes = footnotesOf(series, report.deviations);
  return {
    runs: report.runs.filter(({ run }) => wanted.has(run.id)).map(explainRun),
    deviations: report.deviations.filter(({ number }) => notes.includes(number)),
  };
}

function explainRun({ run, basis, final, stale, notCompared }: RunRow): ExplainedRun {
  const { id, seed, record, problems } = run;
  const { status, commit, dirty, dataDigest, command } = record;
  return {
    id,
    seed,
    status,
    conditions: basis,
    final,
    commit,
    dirty,
    dataDigest,
    wallTime: record.wallTime,
    machine: showMachine(record),
    command: command.join(' '),
    stale,
    notCompared,
    problems,
  };
}

export function renderExplanation({ id, title, verdicts, runs, deviations }: Explanation): string {
  const lines = [
    `${id}: ${title}`,
    ...verdicts.flatMap((one) => [
      `${one.verdict} (${one.conditions})`,
      ...one.lines.map((line) => `  ${line}`),
    ]),
    runs.length === 0 ? 'No runs.' : `Runs: ${runs.length}`,
    ...runs.flatMap(renderRun),
    ...(deviations.length > 0 ? ['Deviations and choices:'] : []),
    ...deviations.map(
      ({ number, about, paper, here }) => `  ${number} ${about}: ${paper === '' ? '' : `${paper} → `}${here}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function renderRun(run: ExplainedRun): readonly string[] {
  const final = run.final === undefined ? 'no test value' : `${percent(run.final, 2)} %`;
  const changes = run.dirty ? ' with uncommitted changes' : '';
  return [
    `  ${run.id}: seed ${run.seed}, ${run.status}, ${final}, ${run.conditions}`,
    `    commit ${short(run.commit)}${changes}, data ${short(run.dataDigest)}`,
    ...(run.wallTime === undefined ? [] : [`    ${formatDuration(run.wallTime)} on ${run.machine}`]),
    ...(run.command === '' ? [] : [`    dropin ${run.command}`]),
    ...run.stale.map((reason) => `    stale: ${reason}`),
    ...(run.notCompared === '' ? [] : [`    staleness unknown: ${run.notCompared}`]),
    ...run.problems.map((problem) => `    ${problem}`),
  ];
}
