import { plural } from '../../common/format.js';
import type { SpecIssue } from '../issues.js';
import { printable } from '../../common/printable.js';
import { originOf, type Origin, type SourceFile, type Tree } from './tree.js';

/** Maximum width of an excerpt. */
const EXCERPT_WIDTH = 100;

/** `file:line:column: text`, then the line with a caret below it. For a value from the command line, `--option: text`. */
export function messageAt(origin: Origin, text: string): string {
  if ('option' in origin) return printable(`${origin.option}: ${text}`);
  const { file, line, column } = origin;
  return `${printable(`${file.name}:${line}:${column}: ${text}`)}\n${excerpt(file, line, column)}`;
}

/** Maximum number of issues shown for a spec. */
const MAX_ISSUES = 20;

/** The messages of the issues, one after another. */
export function issueMessages(tree: Tree, issues: readonly SpecIssue[]): string {
  const messages = issues.slice(0, MAX_ISSUES).map((issue) => issueMessage(tree, issue));
  const more = issues.length - messages.length;
  return [...messages, ...(more > 0 ? [`and ${plural(more, 'more issue')}`] : [])].join('\n');
}

/** The message of an issue, with its location. */
function issueMessage(tree: Tree, issue: SpecIssue): string {
  const { path, expected, found, suggestion, atKey } = issue;
  const where = path.length === 0 ? '' : `${path.join('.')}: `;
  const hint = suggestion === undefined ? '' : `, did you mean ${JSON.stringify(suggestion)}?`;
  return messageAt(originOf(tree, path, atKey), `${where}expected ${expected}, found ${found}${hint}`);
}

/** Two lines: the source line with its number, and a caret below the column. */
function excerpt(file: SourceFile, line: number, column: number): string {
  const text = printable(file.text.split(/\r?\n/)[line - 1] ?? '');
  const skipped = column <= EXCERPT_WIDTH - 20 ? 0 : column - EXCERPT_WIDTH / 2;
  const shown = text.slice(skipped, skipped + EXCERPT_WIDTH);
  const head = skipped > 0 ? '…' : '';
  const tail = text.length > skipped + EXCERPT_WIDTH ? '…' : '';
  const number = String(line);
  const margin = ' '.repeat(number.length);
  const caret = `${' '.repeat(column - 1 - skipped + head.length)}^`;
  return `  ${number} | ${head}${shown}${tail}\n  ${margin} | ${caret}`;
}
