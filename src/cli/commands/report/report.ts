import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { printable } from '../../../common/printable.js';
import { report } from '../../../library/report.js';
import { expectResults } from '../../../library/results.js';
import { compareRuns, renderComparison } from '../../../report/compare.js';
import { explain, renderExplanation } from '../../../report/lineage/why.js';
import { Reporter } from '../../../report/report.js';
import { loadPaper } from '../../../report/paper/load.js';
import { RunReader, type Run } from '../../../report/results/run.js';
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
  const { results, paper, why, compare, json } = options;
  if (compare !== undefined) return compareCommand(compare, readRuns(results), options);
  if (why !== undefined) {
    const explanation = explain(why, new Reporter(loadPaper(paper)).report(readRuns(results)));
    return json ? asJson(explanation) : printable(renderExplanation(explanation));
  }
  const only = options.only?.split(',').map((part) => part.trim());
  const { folder, files, text, data } = await report({ ...options, only, warn });
  process.stderr.write(`${files.length} files in ${printable(folder)}\n`);
  return json ? asJson(data) : printable(text);
}

function readRuns(results: string): readonly Run[] {
  expectResults(results);
  return new RunReader().readAll(results, warn);
}

function compareCommand(names: readonly string[], runs: readonly Run[], options: ReportOptions): string {
  if (names.length !== 2) {
    throw new DropinError(`--compare: expected two runs, found ${names.length}`, EXIT.USAGE);
  }
  const [a, b] = names.map((name) => findRun(name, runs, options.results)) as [Run, Run];
  const comparison = compareRuns(a, b);
  return options.json ? asJson(comparison) : printable(renderComparison(comparison));
}

function warn(problem: string): void {
  process.stderr.write(`${printable(problem)}\n`);
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
