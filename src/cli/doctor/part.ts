/** One part of what the program stands on. */
export interface Part {
  readonly name: string;
  readonly version: string;
  readonly state: 'ok' | 'missing' | 'broken';
  /** Without a needed part no training can run. */
  readonly needed: boolean;
  /** What to do about a part that is not ok. */
  readonly mend?: string;
}

export function allNeededAreOk(parts: readonly Part[]): boolean {
  return parts.every((part) => !part.needed || part.state === 'ok');
}
