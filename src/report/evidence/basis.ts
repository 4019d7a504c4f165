import type { Paper } from '../paper/paper.js';

/** Under which conditions a run was made. Only runs of one basis are ever averaged, compared or judged together. */
export interface Basis {
  /** Digest of how the settings and the data differ from what the claims are about; empty: they do not. */
  readonly key: string;
  /** The same in words, for display only: two bases may share them. */
  readonly settings: string;
  /** Empty: the number of iterations of the spec. Otherwise how it differs: `scaled by 0.1`. */
  readonly length: string;
  /** What lengths were multiplied by. */
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

/** In words, for numbers of these series. */
export function describeBasis({ settings, length }: Basis, paper: Paper, series: readonly string[]): string {
  const words = [length, settings === '' ? paper.ownSettings(series) : settings];
  return words.filter((part) => part !== '').join('; ') || paper.wording.asSource;
}
