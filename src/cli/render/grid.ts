import Table from 'cli-table3';

/**
 * Columns side by side, without lines; one that is empty in every row is left out. The last is broken at words where it is wider
 * than `wrap` characters.
 */
export function grid(head: readonly string[], rows: readonly string[][], wrap?: number): string {
  const used = head.map((_, column) => rows.some((row) => row[column] !== ''));
  const pick = (row: readonly string[]) => row.filter((_, column) => used[column]);
  const picked = pick(head);
  const wrapped =
    wrap === undefined
      ? {}
      : { wordWrap: true, colWidths: picked.map((_, i) => (i === picked.length - 1 ? wrap : null)) };
  const table = new Table({
    head: picked,
    ...wrapped,
    chars: BLANK,
    style: { head: [], border: [], compact: true, 'padding-left': 0 },
  });
  table.push(...rows.map(pick));
  return table
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

const BLANK = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' },
};
