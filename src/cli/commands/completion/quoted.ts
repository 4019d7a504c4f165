/** The text inside single quotes, which zsh and fish read back as it is. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
