import { createHash } from 'node:crypto';
import { parse } from 'yaml';

/** The digest that version 1 gave a spec.yaml: of every field but the words, defaults and all. */
export function versionOneDigest(text: string): string {
  const plain = parse(text) as Record<string, unknown>;
  for (const words of ['description', 'notes']) Reflect.deleteProperty(plain, words);
  const sorted = (_: string, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  return createHash('sha256').update(JSON.stringify(plain, sorted)).digest('hex');
}
