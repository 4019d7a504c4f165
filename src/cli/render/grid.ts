import Table from 'cli-table3';
import { widthOf } from './terminal.js';

/** A column is not made narrower than this. */
const NARROWEST = 10;

/**
 * Columns side by side, without lines; one that is empty in every row is left out. Where the lines would be wider than
 * `width`, the widest columns are broken, at words where they have some.
 */
export function grid(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = widthOf(process.stdout),
): string {
  const used = head.map((_, column) => rows.some((row) => row[column] !== ''));
  const pick = (row: readonly string[]) => row.filter((_, column) => used[column]);
  const picked = [pick(head), ...rows.map(pick)];
  const natural = picked[0]!.map((_, column) => Math.max(...picked.map((row) => row[column]!.length)));
  const widths = fittingWidths(natural, width);
  const table = new Table({
    head: picked[0]!.map((cell, column) => broken(cell, widths[column]!)),
    // cli-table3 counts the space between columns to a column.
    colWidths: widths.map((each) => each + 1),
    wordWrap: true,
    chars: BLANK,
    style: { head: [], border: [], compact: true, 'padding-left': 0 },
  });
  table.push(...picked.slice(1).map((row) => row.map((cell, column) => broken(cell, widths[column]!))));
  return table
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** Takes from the widest column until the columns, two spaces apart, fit. */
function fittingWidths(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, each) => sum + each + 2, -2);
  while (total() > width) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** Breaks words that are wider than their column, paths behind a slash where one is near the end. */
function broken(cell: string, width: number): string {
  return cell
    .split(' ')
    .flatMap((word) => pieces(word, width))
    .join(' ');
}

function pieces(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const slash = word.lastIndexOf('/', width - 1);
  const end = slash >= width / 2 ? slash + 1 : width;
  return [word.slice(0, end), ...pieces(word.slice(end), width)];
}

const BLANK = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' },
};
