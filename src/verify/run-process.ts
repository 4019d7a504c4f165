import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { DropinError } from '../common/errors.js';
import { UNFINISHED } from '../run/checkpoint-names.js';
import type { RunFolder } from '../run/folder.js';
import type { Kill, Pace } from './kill-plan.js';
import { packagePath } from '../common/paths.js';

const DROPIN = packagePath('bin', 'dropin');

/** Outcome of a planned kill. */
export interface KilledProcess {
  /** Undefined if the process ended by itself before it could be killed. */
  readonly killedDuring: Kill['during'] | undefined;
  /** Whether a half-written checkpoint was left behind. */
  readonly halfWritten: boolean;
}

/** Runs `dropin run SPEC --out FOLDER [--gpus N]` in child processes. */
export class RunProcess {
  constructor(
    private readonly spec: string,
    private readonly folder: RunFolder,
    private readonly gpus = 1,
  ) {}

  /** Runs to the end and measures the pace. */
  async finish(): Promise<Pace> {
    const began = performance.now();
    const { ended } = this.start();
    let firstRow: number | undefined;
    const watching = this.reaches(0, ended).then(() => (firstRow = performance.now()));
    await Promise.all([ended.then(expectSuccess), watching]);
    const startMs = (firstRow ?? began) - began;
    const steps = Math.max(1, curveIteration(this.folder));
    return { startMs, stepMs: (performance.now() - began - startMs) / steps };
  }

  /** Runs until a planned point, then kills the process with SIGKILL. */
  async kill(kill: Kill): Promise<KilledProcess> {
    const { child, ended } = this.start();
    if (kill.during !== 'start') await this.reaches(kill.iteration, ended);
    if (kill.during === 'checkpoint') await this.until(() => existsSync(this.unfinished), ended);
    await Promise.race([setTimeout(kill.afterMs), ended]);
    child.kill('SIGKILL');
    const end = await ended;
    if (end.signal !== 'SIGKILL') expectSuccess(end);
    return {
      killedDuring: end.signal === 'SIGKILL' ? kill.during : undefined,
      halfWritten: existsSync(this.unfinished),
    };
  }

  private get unfinished(): string {
    return join(this.folder.checkpoints, UNFINISHED);
  }

  private start(): { child: ChildProcess; ended: Promise<End> } {
    const gpus = this.gpus === 1 ? [] : ['--gpus', String(this.gpus)];
    const args = [DROPIN, 'run', this.spec, '--out', this.folder.path, '--quiet', ...gpus];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += String(text)));
    const ended = new Promise<End>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve({ code, signal, stderr });
      });
    });
    return { child, ended };
  }

  private reaches(iteration: number, ended: Promise<End>): Promise<void> {
    return this.until(() => curveIteration(this.folder) >= iteration, ended);
  }

  /** Polls about every millisecond until a condition holds or the process has ended. */
  private async until(condition: () => boolean, ended: Promise<End>): Promise<void> {
    const process = { over: false };
    void ended.finally(() => (process.over = true));
    while (!process.over && !condition()) await setTimeout(1);
  }
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function expectSuccess({ code, signal, stderr }: End): void {
  if (code === 0) return;
  throw new DropinError(`the run to compare ended with ${signal ?? code ?? '?'}:\n${stderr.trim()}`);
}

/** The newest iteration in the curve; −1 if there is none yet. */
function curveIteration({ curve }: RunFolder): number {
  if (!existsSync(curve)) return -1;
  const line = readFileSync(curve, 'utf8').trimEnd().split('\n').at(-1)!;
  return /^\d+,/.test(line) ? parseInt(line, 10) : -1;
}
