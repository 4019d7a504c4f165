/** Under which conditions a run was made. Only runs of one basis are ever averaged, compared or judged together. */
export interface Basis {
  /** Digest of how the settings and the data differ from what the claims are about; empty: they do not. */
  readonly key: string;
  /** The same in words, for display only: two bases may share them. */
  readonly settings: string;
  /** Empty: the number of iterations of the project’s spec. Otherwise how it differs: `scaled by 0.1`. */
  readonly length: string;
  /** What lengths were multiplied by. */
  readonly scale: number;
}

/** The basis that the claims are about: the first reading of each experiment in paper.yaml. */
export const AS_PAPER: Basis = { key: '', settings: '', length: '', scale: 1 };

export function basisKey({ key, length }: Basis): string {
  return `${length}|${key}`;
}

export function isAsPaper(basis: Basis): boolean {
  return basisKey(basis) === basisKey(AS_PAPER);
}

/** In words. `own`: those for the settings that the claims are about; empty: as in the paper. */
export function describeBasis({ settings, length }: Basis, own: string): string {
  return (
    [length, settings === '' ? own : settings].filter((part) => part !== '').join('; ') || 'as in the paper'
  );
}
