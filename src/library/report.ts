import { join } from 'node:path';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { jsonReport, renderText } from '../report/render/text.js';
import { writeReport } from '../report/render/write.js';
import { knownParts, Reporter, type Report } from '../report/report.js';
import { loadPaper } from '../report/paper/load.js';
import { RunReader } from '../report/results/run.js';
import { resultsFolder } from '../run/results-folder.js';
import { expectResults } from './results.js';

export interface ReportOptions {
  /** Folder of all runs; by default DROPIN_RESULTS or `results`. */
  readonly results?: string | undefined;
  /** The claims file of one's own study; by default the paper's. */
  readonly paper?: string | undefined;
  /** Only these tables, figures and claims. */
  readonly only?: readonly string[] | undefined;
  /** Folder to write; by default `report` in the results. */
  readonly out?: string | undefined;
  /** Receives what is wrong with results or specs, a sentence each. */
  readonly warn?: ((problem: string) => void) | undefined;
}

export interface ReportResult {
  readonly folder: string;
  /** Their names in the folder: the page, Markdown, tables and figures. */
  readonly files: readonly string[];
  /** Every claim and number with its verdict, a line each. */
  readonly text: string;
  /** The same as `dropin report --json` prints. */
  readonly data: ReportData;
}

export type ReportData = ReturnType<typeof jsonReport>;

/**
 * Writes tables, figures and claims with their verdicts: `dropin report`.
 *
 * @throws {DropinError} with the exit code that `dropin report` would end with.
 */
export async function report(options: ReportOptions = {}): Promise<ReportResult> {
  const { paper, only, warn = () => undefined } = options;
  const results = resultsFolder(options.results);
  expectResults(results);
  const runs = new RunReader().readAll(results, warn);
  const reporter = new Reporter(loadPaper(paper));
  expectParts(only, reporter);
  const made = reporter.report(runs, only);
  for (const problem of problemsOf(made)) warn(problem);
  const folder = options.out ?? join(results, 'report');
  const files = await writeReport(made, folder);
  return { folder, files, text: renderText(made, join(folder, 'index.html')), data: jsonReport(made) };
}

function expectParts(only: readonly string[] | undefined, { paper }: Reporter): void {
  const known = knownParts(paper);
  for (const part of only ?? []) {
    if (known.includes(part)) continue;
    throw new DropinError(`--only ${part}: expected one of ${known.join(', ')}`, EXIT.USAGE);
  }
}

function problemsOf({ runs, problems }: Report): readonly string[] {
  return [...problems, ...runs.flatMap(({ run }) => run.problems.map((problem) => `${run.id}: ${problem}`))];
}
