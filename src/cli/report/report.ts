import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compareRuns, renderComparison } from '../../report/compare.js';
import { explain, renderExplanation } from '../../report/lineage/why.js';
import { writeReport } from '../../report/render/write.js';
import { jsonReport, renderText } from '../../report/render/text.js';
import { knownParts, Reporter, type Report } from '../../report/report.js';
import { RunReader, type Run } from '../../report/results/run.js';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { nearest } from '../../common/nearest.js';

export interface ReportOptions {
  readonly results: string;
  readonly only?: string;
  readonly out?: string;
  readonly why?: string;
  readonly compare?: readonly string[];
  readonly json?: true;
}

/** What `dropin report` prints. */
export async function reportCommand(options: ReportOptions): Promise<string> {
  const runs = new RunReader().readAll(options.results);
  if (options.compare !== undefined) return compareCommand(options.compare, runs, options);
  const reporter = new Reporter();
  if (options.why !== undefined) {
    const explanation = explain(options.why, reporter.report(runs));
    return options.json ? asJson(explanation) : renderExplanation(explanation);
  }
  const report = reporter.report(runs, partsIn(options.only, reporter));
  tellProblems(report);
  const folder = options.out ?? join(options.results, 'report');
  const files = await writeReport(report, folder);
  process.stderr.write(`${files.length} files in ${folder}\n`);
  return options.json ? asJson(jsonReport(report)) : renderText(report, join(folder, 'index.html'));
}

function compareCommand(names: readonly string[], runs: readonly Run[], options: ReportOptions): string {
  if (names.length !== 2) {
    throw new DropinError(`--compare: expected two runs, found ${names.length}`, EXIT.USAGE);
  }
  const [a, b] = names.map((name) => findRun(name, runs, options.results)) as [Run, Run];
  const comparison = compareRuns(a, b);
  return options.json ? asJson(comparison) : renderComparison(comparison);
}

/** A run by its name in the results, or by the path of its folder. */
function findRun(name: string, runs: readonly Run[], results: string): Run {
  const wanted = existsSync(name) ? relative(results, name) : name.replace(/\/$/, '');
  const found = runs.find(({ id }) => id === name || id === wanted);
  if (found !== undefined) return found;
  const suggestion = nearest(
    name,
    runs.map(({ id }) => id),
  );
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  throw new DropinError(`no run ${name} in ${results}${hint}`, EXIT.USAGE);
}

function partsIn(only: string | undefined, { paper }: Reporter): readonly string[] | undefined {
  const parts = only?.split(',').map((part) => part.trim());
  const known = knownParts(paper);
  for (const part of parts ?? []) {
    if (known.includes(part)) continue;
    throw new DropinError(`--only ${part}: expected some of ${known.join(', ')}`, EXIT.USAGE);
  }
  return parts;
}

function tellProblems({ runs, problems }: Report): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  for (const { run } of runs) {
    for (const problem of run.problems) process.stderr.write(`${run.id}: ${problem}\n`);
  }
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
