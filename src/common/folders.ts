import { readdirSync } from 'node:fs';
import { byCodePoint } from './code-point.js';

/** The names in a folder, sorted by code point; none if the folder is missing or cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort(byCodePoint);
  } catch {
    return [];
  }
}
