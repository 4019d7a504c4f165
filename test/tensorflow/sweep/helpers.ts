import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCurve } from '../../../src/run/curve.js';
import { readTextIfThere } from '../../../src/common/read-text.js';
import { folderOf } from '../../unit/spec/helpers.js';

const DROPIN = fileURLToPath(new URL('../../../bin/dropin', import.meta.url));

/** A network and training so small that a run takes a second. */
export const TINY = `name: tiny
dataset: {name: mnist}
transform: {scale: 0.00390625}
dropin: {length: 20}
network:
  - conv: {name: conv1, outputs: 4, kernel: 5, stride: 4}
  - conv: {name: conv2, outputs: 4, kernel: 3, pad: 1}
  - dropin: {from: conv1}
  - fc: {outputs: 10}
solver: {iterations: 200, batch: 16, base_lr: 0.01}
test: {interval: 100, batch: 1000}
checkpoint: {interval: 50, keep: 1}
display: 10
`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function sweepFolderOf(files: Record<string, string>): string {
  return realpathSync(folderOf(files));
}

export function startSweep(
  folder: string,
  ...args: string[]
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(DROPIN, ['sweep', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended };
}

export function sweep(folder: string, ...args: string[]): Promise<Ended> {
  return startSweep(folder, ...args).ended;
}

/** The curves of all runs below a folder, by run folder, without the time columns. */
export function curves(folder: string): Record<string, object[]> {
  const results = join(folder, 'results');
  const found = readdirSync(results)
    .sort()
    .flatMap((name) => {
      const text = readTextIfThere(join(results, name, 'curve.csv'));
      if (text === undefined) return [];
      return [[name, parseCurve(text).map((row) => ({ ...row, imagesPerSecond: 0, elapsedS: 0 }))] as const];
    });
  return Object.fromEntries(found);
}
