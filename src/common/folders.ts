import { readdirSync } from 'node:fs';

/** The names in a folder, in order of code points; none where the folder is missing or cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort(byCodePoint);
  } catch {
    return [];
  }
}

/** Compares texts by code points (`<` compares UTF-16 units, which puts 𝒜 before ﬁ). */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
