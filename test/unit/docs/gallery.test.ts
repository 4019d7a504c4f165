import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { galleryPage } from '../../../scripts/figures/gallery.js';

const page = readFileSync('docs/gallery.md', 'utf8');

it('docs/gallery.md shows what the commands print', () => {
  expect(page, 'docs/gallery.md is stale: node scripts/figures/gallery.js').toBe(galleryPage());
});

it('every picture of docs/gallery.md exists', () => {
  const pictures = [...page.matchAll(/!\[.+?\]\((.+?)\)/g)].map(([, path]) => path!);
  expect(pictures).toHaveLength(5);
  expect(pictures.filter((path) => !existsSync(join('docs', path)))).toEqual([]);
});
