import type { WriteStream } from 'node:tty';

type Stream = Pick<WriteStream, 'isTTY' | 'columns'>;

/** Columns that a line may take; Infinity where it goes to no terminal. */
export function widthOf({ isTTY, columns }: Stream): number {
  return isTTY && columns > 0 ? columns : Infinity;
}

/** The parts of a line that fit, two spaces apart: those with the highest rank (the last of the list) go first. */
export function fitted(parts: readonly RankedPart[], width: number): string {
  const kept = [...parts];
  const line = () => kept.map(({ text }) => text).join('  ');
  while (line().length > width && kept.length > 1) {
    const worst = kept.reduce((a, b) => (b.rank >= a.rank ? b : a));
    kept.splice(kept.indexOf(worst), 1);
  }
  const text = line();
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** A part of a line; the higher its rank, the sooner it is left out. */
export interface RankedPart {
  readonly text: string;
  readonly rank: number;
}
