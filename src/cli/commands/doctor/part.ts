/** One thing that the program needs. */
export interface Part {
  readonly name: string;
  readonly version: string;
  readonly state: 'ok' | 'missing' | 'broken';
  /** Training cannot run without a needed part. */
  readonly needed: boolean;
  /** How to fix a part that is not ok. */
  readonly fix?: string;
}

export function allNeededAreOk(parts: readonly Part[]): boolean {
  return parts.every((part) => !part.needed || part.state === 'ok');
}
