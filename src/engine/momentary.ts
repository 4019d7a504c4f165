import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is younger may belong to a process that lives. */
const LEFT_BEHIND_MS = 3_600_000;

/**
 * Makes a folder in the temporary one for files that are needed for a moment: its user removes it. What killed processes
 * left behind of the same kind, an hour old by the file system's clock, is removed here.
 */
export function momentaryFolder(kind: 'graph'): string {
  const prefix = `dropin-${kind}-`;
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const now = statSync(folder).mtimeMs;
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const path = join(tmpdir(), name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - made >= LEFT_BEHIND_MS) removeIfOurs(path);
  }
  return folder;
}

/** Another user's stays. */
function removeIfOurs(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!['EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
