/** How many names are shown of a long list. */
const SHOWN = 10;

/** `a, b, c`; of more than ten names the first ten, `and 5 more`. */
export function someOf(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}
