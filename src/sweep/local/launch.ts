import { setTimeout } from 'node:timers/promises';
import PQueue from 'p-queue';
import { lockHolder } from '../../run/lock.js';
import type { StopSignal } from '../../train/signals.js';
import { takeShare, type Share } from '../devices.js';
import { prepareSweep, writeExit, type SweepFolder } from '../folder.js';
import type { PlannedRun } from '../planned-run.js';
import { NO_QUEUE } from '../slurm/queue.js';
import { statusOf } from '../status.js';
import { startChild, type RunningChild } from './child.js';

/** How often to check a run that another process holds. */
const POLL_MS = 500;

/** Receives what happens to the runs. */
export interface LaunchObserver {
  started(run: PlannedRun): void;
  /** Another process holds the run; the launcher waits for it. */
  waiting(run: PlannedRun): void;
  ended(run: PlannedRun, exitCode: number): void;
}

/** Runs in child processes, as many at once as there are shares of the machine. */
export class LocalLauncher {
  private readonly children = new Set<RunningChild>();
  private readonly queue: PQueue;
  private readonly free: Share[];
  private stopping = false;

  constructor(
    private readonly folder: SweepFolder,
    shares: readonly Share[],
    private readonly observer: LaunchObserver,
  ) {
    this.free = [...shares];
    this.queue = new PQueue({ concurrency: shares.length });
  }

  /** Resolves when all runs have ended; after `stop`, when those that were started have. */
  async launch(runs: readonly PlannedRun[]): Promise<void> {
    prepareSweep(this.folder, runs);
    await this.queue.addAll(runs.map((run) => () => this.runInSlot(run)));
  }

  /** Starts no more runs and passes the signal on: each running one writes a checkpoint and ends. */
  stop(signal: StopSignal): void {
    this.stopping = true;
    for (const child of this.children) child.signal(signal);
  }

  private async runInSlot(run: PlannedRun): Promise<void> {
    const share = takeShare(this.free);
    if (share === undefined) throw new Error('more runs at once than shares');
    try {
      await this.untilFree(run);
      if (!this.stopping && statusOf(run, this.folder, NO_QUEUE).state !== 'done')
        await this.runChild(run, share);
    } finally {
      this.free.push(share);
    }
  }

  /** A killed sweep leaves its runs running: wait for them instead of starting them twice. */
  private async untilFree(run: PlannedRun): Promise<void> {
    const held = () => lockHolder(run.folder.lock)?.here === true;
    if (!held()) return;
    this.observer.waiting(run);
    while (held() && !this.stopping) await setTimeout(POLL_MS);
  }

  private async runChild(run: PlannedRun, share: Share): Promise<void> {
    const child = startChild(this.folder, run, share);
    this.children.add(child);
    this.observer.started(run);
    const code = await child.ended.finally(() => this.children.delete(child));
    writeExit(this.folder, run, code);
    this.observer.ended(run, code);
  }
}
