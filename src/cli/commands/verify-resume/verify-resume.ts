import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildNetwork } from '../../../network/build.js';
import { loadExperiment } from '../../../network/load.js';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { certificateText, type Certificate } from '../../../verify/certificate.js';
import { verifyResume, withFrequentCheckpoints } from '../../../verify/verify-resume.js';
import { useThreads } from '../../../common/threads.js';
import type { SpecOptions } from '../../spec-options.js';

export interface VerifyResumeOptions extends SpecOptions {
  readonly kills: number;
  readonly out?: string;
  readonly threads?: number;
  readonly gpus?: number;
  readonly json?: true;
}

/** Training steps, unless `--iterations` is given. */
const ITERATIONS = 100;

/** `dropin verify-resume`; returns the exit code. */
export async function verifyResumeCommand(file: string, options: VerifyResumeOptions): Promise<number> {
  useThreads(options.threads);
  const loaded = loadExperiment(file, { ...options, iterations: options.iterations ?? ITERATIONS });
  const spec = withFrequentCheckpoints(loaded.spec);
  const experiment = { ...loaded, spec, network: buildNetwork(spec, loaded.descriptor) };
  const work = options.out ?? mkdtempSync(join(tmpdir(), 'dropin-verify-'));
  expectEmpty(work);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const certificate = await verifyResume({
    experiment,
    kills: options.kills,
    gpus: options.gpus ?? 1,
    work,
    say,
  });
  process.stdout.write(
    options.json ? `${JSON.stringify(certificate, null, 2)}\n` : certificateText(certificate),
  );
  tidy(work, options, certificate, say);
  return certificate.passed ? EXIT.OK : EXIT.FAILED;
}

function expectEmpty(work: string): void {
  if (!existsSync(work) || readdirSync(work).length === 0) return;
  throw new DropinError(`${work} is not empty; choose another folder with --out`, EXIT.USAGE);
}

/** Deletes the runs, unless `--out` was given or they differ. */
function tidy(
  work: string,
  { out }: VerifyResumeOptions,
  { passed }: Certificate,
  say: (line: string) => void,
): void {
  if (out === undefined && passed) rmSync(work, { recursive: true, force: true });
  else say(`the runs and the certificate: ${work}`);
}
