/** Something wrong in a spec. The loader converts the path to file, line and column. */
export interface SpecIssue {
  readonly path: readonly (string | number)[];
  /** `expected …` */
  readonly expected: string;
  /** `found …` */
  readonly found: string;
  /** The nearest valid name, if there is one. */
  readonly suggestion?: string | undefined;
  /** Whether the key is wrong, not its value. */
  readonly atKey?: boolean | undefined;
}

/** Thrown by code that reads a resolved spec, such as the network builder. */
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
