import { createHash } from 'node:crypto';
import { parse } from 'yaml';

/** The version 1 digest of a spec.yaml: covers every field, including defaults, but not the description and notes. */
export function versionOneDigest(text: string): string {
  const plain = parse(text) as Record<string, unknown>;
  for (const prose of ['description', 'notes']) Reflect.deleteProperty(plain, prose);
  const sorted = (_: string, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  return createHash('sha256').update(JSON.stringify(plain, sorted)).digest('hex');
}
