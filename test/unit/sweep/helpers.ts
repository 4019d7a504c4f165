import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { planSweep } from '../../../src/sweep/plan.js';
import type { PlannedRun } from '../../../src/sweep/planned-run.js';
import type { RunState, RunStatus } from '../../../src/sweep/status.js';
import { folderOf, SOUND } from '../spec/helpers.js';

/** Every test of the file works in a new folder with `spec.yaml` in it. */
export function inOwnFolder(): void {
  const before = process.cwd();
  beforeEach(() => {
    process.chdir(folderOf({ 'spec.yaml': SOUND }));
  });
  afterEach(() => {
    process.chdir(before);
  });
}

/** Writes the parts of a record that identify its run. */
export function writeIdentity(folder: string, digest: string, status = 'finished'): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ spec_digest: digest, status }));
}

export function runsOf(file: string, sweep: Parameters<typeof planSweep>[1] = {}): readonly PlannedRun[] {
  return planSweep(file, sweep, {}, 'results').runs;
}

export function status(state: RunState, accuracy?: number, dataDigest?: string): RunStatus {
  return {
    ...{ state, accuracy, final: accuracy, dataDigest, iteration: 5, iterations: 10, seconds: 1 },
    ...{ mayStopEarly: false, stoppedEarlyAt: undefined },
    ...{ stale: undefined, reason: undefined, exitCode: state === 'failed' ? 1 : undefined },
  };
}
