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

/** What became of a process that was to be killed. */
export interface KilledProcess {
  /** Undefined: it ended by itself before its moment came. */
  readonly killedDuring: Kill['during'] | undefined;
  /** Whether a half-written checkpoint was left behind. */
  readonly halfWritten: boolean;
}

/** `dropin run SPEC --out FOLDER` in processes of its own. */
export class RunProcess {
  constructor(
    private readonly spec: string,
    private readonly folder: RunFolder,
  ) {}

  /** Runs to the end, and says how fast. */
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

  /** Runs until a moment, and kills it with SIGKILL. */
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
    const args = [DROPIN, 'run', this.spec, '--out', this.folder.path, '--quiet'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => (said += String(text)));
    const ended = new Promise<End>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve({ code, signal, said });
      });
    });
    return { child, ended };
  }

  private reaches(iteration: number, ended: Promise<End>): Promise<void> {
    return this.until(() => curveIteration(this.folder) >= iteration, ended);
  }

  /** Looks every millisecond or so, until it is true or the process has ended. */
  private async until(isSo: () => boolean, ended: Promise<End>): Promise<void> {
    const process = { over: false };
    void ended.finally(() => (process.over = true));
    while (!process.over && !isSo()) await setTimeout(1);
  }
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

function expectSuccess({ code, signal, said }: End): void {
  if (code === 0) return;
  throw new DropinError(
    `the run that was to be compared ended with ${signal ?? code ?? '?'}:\n${said.trim()}`,
  );
}

/** The newest iteration in the curve; −1 where there is none yet. */
function curveIteration({ curve }: RunFolder): number {
  if (!existsSync(curve)) return -1;
  const line = readFileSync(curve, 'utf8').trimEnd().split('\n').at(-1)!;
  return /^\d+,/.test(line) ? parseInt(line, 10) : -1;
}
