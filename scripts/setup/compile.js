import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { ROOT } from './paths.js';
import { run } from './processes.js';
import { step } from './progress.js';
import { buildReady, sourcesDigest, stampBuild } from './stamps.js';

const BUILD = join(ROOT, 'build');

/** Compiles src/ into build/, which is swapped as a whole, so that a program that runs from it sees no half of one. */
export async function ensureBuild() {
  if (buildReady()) return;
  const fresh = `${BUILD}.new`;
  const old = `${BUILD}.old`;
  await step('compiling', async () => {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh);
    const digest = sourcesDigest();
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh, '--pretty', 'false'];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: ROOT });
    if (code !== 0) {
      rmSync(fresh, { recursive: true, force: true });
      throw new SetupError(`the sources do not compile:\n${(stdout + stderr).trim()}`, 1);
    }
    stampBuild(fresh, digest);
  });
  rmSync(old, { recursive: true, force: true });
  if (existsSync(BUILD)) renameSync(BUILD, old);
  renameSync(fresh, BUILD);
  rmSync(old, { recursive: true, force: true });
}
