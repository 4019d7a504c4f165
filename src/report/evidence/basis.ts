import type { Paper } from '../paper/paper.js';

/** The conditions of a run. Only runs with the same basis are averaged, compared or judged together. */
export interface Basis {
  /** Digest of the differences in settings and data from what the claims are about; empty if there are none. */
  readonly key: string;
  /** The same in words, for display only: two bases may have the same text. */
  readonly settings: string;
  /** Empty for the spec’s number of iterations; otherwise how it differs: `scaled by 0.1`. */
  readonly length: string;
  /** Factor by which lengths were multiplied. */
  readonly scale: number;
}

/** The basis that the claims are about: the first reading of each experiment of the claims file. */
export const AS_PAPER: Basis = { key: '', settings: '', length: '', scale: 1 };

export function basisKey({ key, length }: Basis): string {
  return `${length}|${key}`;
}

export function isAsPaper(basis: Basis): boolean {
  return basisKey(basis) === basisKey(AS_PAPER);
}

/** The basis in words, for numbers of these series. */
export function describeBasis({ settings, length }: Basis, paper: Paper, series: readonly string[]): string {
  const words = [length, settings === '' ? paper.ownSettings(series) : settings];
  return words.filter((part) => part !== '').join('; ') || paper.wording.asSource;
}
