import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { EXIT } from './exit-codes.js';
import { ROOT, filesBelow } from './paths.js';
import { step } from './progress.js';
import { buildReady, sourcesDigest, stampBuild } from './stamps.js';

const BUILD = join(ROOT, 'build');
const SOURCES = join(ROOT, 'src');

/**
 * Compiles src/ into build/. The folder is replaced as a whole, so that a running program never sees an incomplete build.
 * Types are not checked here, because that takes a hundred times as long; `npm test` checks them.
 */
export async function ensureBuild() {
  if (buildReady()) return;
  const fresh = `${BUILD}.new`;
  const old = `${BUILD}.old`;
  await step('compiling', async () => {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh);
    const digest = sourcesDigest();
    try {
      await compile(fresh);
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true });
      throw error;
    }
    stampBuild(fresh, digest);
  });
  rmSync(old, { recursive: true, force: true });
  if (existsSync(BUILD)) renameSync(BUILD, old);
  renameSync(fresh, BUILD);
  rmSync(old, { recursive: true, force: true });
}

/** Compiles each file separately, without bundling. @param {string} outdir */
async function compile(outdir) {
  const esbuild = await import('esbuild');
  try {
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: filesBelow(SOURCES).filter((path) => path.endsWith('.ts')),
      outbase: SOURCES,
      outdir,
      format: 'esm',
      platform: 'node',
      target: 'node20.9',
      logLevel: 'silent',
    });
  } catch (error) {
    const { errors } = /** @type {import('esbuild').BuildFailure} */ (error);
    if (errors === undefined) throw error;
    const lines = await esbuild.formatMessages(errors, { kind: 'error' });
    throw new SetupError(`the sources do not compile:\n${lines.join('').trim()}`, EXIT.FAILED);
  }
}
