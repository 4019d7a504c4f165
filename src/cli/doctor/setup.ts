/** What the set-up says of its pieces: a version, or the line that it would end with. */
export type Piece = { readonly version: string } | { readonly missing: string };

/** Mirrors what scripts/setup/inspect.js gives; the set-up is plain JavaScript, since it runs before anything is compiled. */
export interface SetupState {
  readonly device: 'cpu' | 'gpu';
  readonly nvidiaDriver: boolean;
  readonly cache: string;
  readonly tensorflow: string;
  readonly platform: Piece;
  readonly python: Piece;
  readonly compiler: Piece;
  readonly libraryCached: boolean;
  readonly bindingLinked: boolean;
}

export async function inspectSetup(args: readonly string[]): Promise<SetupState> {
  const url = new URL('../../../scripts/setup/inspect.js', import.meta.url).href;
  const module = (await import(url)) as { inspectSetup: (args: readonly string[]) => Promise<SetupState> };
  return module.inspectSetup(args);
}
