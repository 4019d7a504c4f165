import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** `env.NAME`, `env['NAME']`, `{ NAME: … } = env`, and an option's `.env('NAME')`. */
const READS = [
  /\benv\.([A-Z][A-Z0-9_]+)/g,
  /\benv\[['"]([A-Z][A-Z0-9_]+)['"]\]/g,
  /\{ ([A-Z][A-Z0-9_]+): \w+ \} = env/g,
  /\.env\('([A-Z][A-Z0-9_]+)'\)/g,
];

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(ts|js|cjs)$/.test(name) ? [path] : [];
  });
}

it('docs/environment.md lists exactly the variables that the program reads', () => {
  const read = new Set(
    [...sources('src'), ...sources('scripts/setup')].flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      return READS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
    }),
  );
  const page = readFileSync('docs/environment.md', 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map((match) => match[1]!));
  expect([...named].sort()).toEqual([...read].sort());
});
