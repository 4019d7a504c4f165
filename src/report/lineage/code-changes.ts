import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What of the code a run's numbers depend on. */
const PARTS = ['src/spec', 'src/network', 'src/graph', 'src/engine', 'src/data', 'src/train'];

/** Asks git, once a commit, what has changed since. */
export class CodeChanges {
  private readonly answers = new Map<string, boolean | undefined>();

  /** Has the code that trains changed since the commit? Undefined: git can't tell. */
  since(commit: string): boolean | undefined {
    if (!this.answers.has(commit)) this.answers.set(commit, ask(commit));
    return this.answers.get(commit);
  }
}

function ask(commit: string): boolean | undefined {
  if (!/^[0-9a-f]{7,64}$/.test(commit)) return undefined;
  const { status } = spawnSync('git', ['-C', ROOT, 'diff', '--quiet', commit, '--', ...PARTS], {
    stdio: 'ignore',
  });
  return status === 0 ? false : status === 1 ? true : undefined;
}
