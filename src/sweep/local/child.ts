import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import type { Share } from '../devices.js';
import { threadsOf } from '../status.js';
import { logFile, specFile, type SweepFolder } from '../folder.js';
import type { PlannedRun } from '../planned-run.js';
import { packagePath } from '../../common/paths.js';

/** The program that starts the runs: this one. */
export const DROPIN = packagePath('bin', 'dropin');

/** A run in a child process. */
export interface RunningChild {
  /** Its exit code; 128 + its number for a signal. */
  readonly ended: Promise<number>;
  signal(signal: NodeJS.Signals): void;
}

/**
 * Starts `dropin run` with its output in the run's log. The child has its own process group: Ctrl-C in the terminal must
 * reach it through this process only, since a second signal ends a run without a checkpoint.
 */
export function startChild(folder: SweepFolder, run: PlannedRun, share: Share): RunningChild {
  const log = openSync(logFile(folder, run), 'w');
  const args = [
    DROPIN,
    'run',
    specFile(folder, run),
    '--out',
    run.folder.path,
    '--threads',
    String(threadsOf(run) ?? share.threads),
  ];
  const gpu = share.gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: share.gpu };
  const child = spawn(process.execPath, args, {
    detached: true,
    env: { ...process.env, ...gpu },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return { ended: endOf(child), signal: (signal) => void child.kill(signal) };
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
