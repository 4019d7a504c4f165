import { join } from 'node:path';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { printable } from '../../../common/printable.js';
import { compareRuns, renderComparison } from '../../../report/compare.js';
import { explain, renderExplanation } from '../../../report/lineage/why.js';
import { jsonReport, renderText } from '../../../report/render/text.js';
import { writeReport } from '../../../report/render/write.js';
import { knownParts, Reporter, type Report } from '../../../report/report.js';
import { loadPaper } from '../../../report/paper/load.js';
import { RunReader, type Run } from '../../../report/results/run.js';
import { expectResults } from '../../results-option.js';
import { findRun } from '../../find-run.js';

export interface ReportOptions {
  readonly results: string;
  /** A claims file. */
  readonly paper?: string;
  readonly only?: string;
  readonly out?: string;
  readonly why?: string;
  readonly compare?: readonly string[];
  readonly json?: true;
}

/**
 * `dropin report`: the text for standard output.
 *
 * @throws {DropinError} exit code 2, if an option names something that does not exist.
 */
export async function reportCommand(options: ReportOptions): Promise<string> {
  expectResults(options.results);
  const runs = new RunReader().readAll(options.results, warn);
  if (options.compare !== undefined) return compareCommand(options.compare, runs, options);
  const reporter = new Reporter(loadPaper(options.paper));
  if (options.why !== undefined) {
    const explanation = explain(options.why, reporter.report(runs));
    return options.json ? asJson(explanation) : printable(renderExplanation(explanation));
  }
  const report = reporter.report(runs, partsIn(options.only, reporter));
  warnOfProblems(report);
  const folder = options.out ?? join(options.results, 'report');
  const files = await writeReport(report, folder);
  process.stderr.write(`${files.length} files in ${printable(folder)}\n`);
  return options.json
    ? asJson(jsonReport(report))
    : printable(renderText(report, join(folder, 'index.html')));
}

function compareCommand(names: readonly string[], runs: readonly Run[], options: ReportOptions): string {
  if (names.length !== 2) {
    throw new DropinError(`--compare: expected two runs, found ${names.length}`, EXIT.USAGE);
  }
  const [a, b] = names.map((name) => findRun(name, runs, options.results)) as [Run, Run];
  const comparison = compareRuns(a, b);
  return options.json ? asJson(comparison) : printable(renderComparison(comparison));
}

function partsIn(only: string | undefined, { paper }: Reporter): readonly string[] | undefined {
  const parts = only?.split(',').map((part) => part.trim());
  const known = knownParts(paper);
  for (const part of parts ?? []) {
    if (known.includes(part)) continue;
    throw new DropinError(`--only ${part}: expected one of ${known.join(', ')}`, EXIT.USAGE);
  }
  return parts;
}

function warnOfProblems({ runs, problems }: Report): void {
  for (const problem of problems) warn(problem);
  for (const { run } of runs) for (const problem of run.problems) warn(`${run.id}: ${problem}`);
}

function warn(problem: string): void {
  process.stderr.write(`${printable(problem)}\n`);
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
