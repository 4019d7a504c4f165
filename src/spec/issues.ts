/** Something wrong at a place in a spec; the loader turns the path into file, line and column. */
export interface SpecIssue {
  readonly path: readonly (string | number)[];
  /** `expected …` */
  readonly expected: string;
  /** `found …` */
  readonly found: string;
  /** The nearest valid name, where there is one. */
  readonly suggestion?: string | undefined;
  /** Whether the key is wrong, and not its value. */
  readonly atKey?: boolean | undefined;
}

/** Thrown by whatever reads a resolved spec (the network builder, the data set lookup). */
export class SpecIssuesError extends Error {
  constructor(readonly issues: readonly SpecIssue[]) {
    super(
      issues
        .map((issue) => `${issue.path.join('.')}: expected ${issue.expected}, found ${issue.found}`)
        .join('\n'),
    );
    this.name = 'SpecIssuesError';
  }
}
