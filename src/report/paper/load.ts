import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { packagePath } from '../../common/paths.js';
import { schemaIssues } from '../../spec/schema-issues.js';
import { issueMessages, messageAt } from '../../spec/source/message.js';
import { toPlain, type MapTree } from '../../spec/source/tree.js';
import { paperIssues } from './check.js';
import { completePaper } from './complete.js';
import { readClaimsFile } from './include.js';
import { Paper } from './paper.js';
import { paperSchema } from './schema.js';
import { specIssues } from './spec-paths.js';

/** The DropIn paper, shipped with the program. */
const SHIPPED = packagePath('paper', 'paper.yaml');

/**
 * Reads a claims file, by default the paper’s.
 *
 * @throws {DropinError} exit code 2, with every issue in the file and its location.
 */
export function loadPaper(file?: string): Paper {
  const name = file ?? SHIPPED;
  const tree = readClaimsFile(name);
  refuseSpec(tree);
  const plain = toPlain(tree);
  const result = paperSchema.safeParse(plain);
  const issues = result.success
    ? [...paperIssues(result.data), ...specIssues(result.data, name)]
    : schemaIssues(paperSchema, plain, result.error.issues);
  if (!result.success || issues.length > 0) throw new DropinError(issueMessages(tree, issues), EXIT.USAGE);
  const command = file === undefined ? 'dropin report' : `dropin report --paper ${file}`;
  return new Paper(completePaper(result.data), name, command);
}

/** Otherwise every section of the spec would be reported as an issue. */
function refuseSpec({ entries }: MapTree): void {
  const network = entries.get('network');
  if (network === undefined || entries.has('claims')) return;
  const text = 'expected a claims file, found a spec: train it with `dropin run`';
  throw new DropinError(messageAt(network.key, text), EXIT.USAGE);
}
