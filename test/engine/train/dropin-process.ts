import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const DROPIN = fileURLToPath(new URL('../../../bin/dropin', import.meta.url));

/** A small network with DropIn on MNIST: a run takes about two seconds. */
const SPEC = `
name: small
dataset: {name: mnist}
transform: {scale: 0.00390625}
dropin: {length: 200}
network:
  - block: {conv: conv1, outputs: 4, kernel: 5, stride: 4, added: 1, activation: relu}
  - fc: {name: fc2, outputs: 10}
solver: {iterations: 400, batch: 16, base_lr: 0.02, policy: {type: inv, gamma: 0.001, power: 0.75}, weight_decay: 0.0005}
test: {interval: 150, batch: 1000}
checkpoint: {interval: 40, keep: 2}
display: 10
`;

/** A started `dropin`. */
export interface Started {
  readonly process: ChildProcess;
  /** Exit code, or the signal that ended it, and what it said. */
  readonly ended: Promise<{ code: number | NodeJS.Signals | null; stdout: string; stderr: string }>;
}

/** A folder of its own, with the spec in it. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-train-'));
  writeFileSync(join(folder, 'small.yaml'), SPEC);
  return folder;
}

export function start(folder: string, ...args: string[]): Started {
  const child = spawn(process.execPath, [DROPIN, ...args], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const ended = new Promise<Awaited<Started['ended']>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code: signal ?? code, stdout, stderr });
    });
  });
  return { process: child, ended };
}

export function dropin(folder: string, ...args: string[]): Started['ended'] {
  return start(folder, ...args).ended;
}

/** curve.csv without its columns of time; no lines where there is none yet. */
export function curveOf(run: string): string[] {
  const file = join(run, 'curve.csv');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(',').slice(0, 7).join(','));
}

/** Returns when a run's curve has so many lines. */
export async function curveReaches(run: string, lines: number): Promise<void> {
  while (curveOf(run).length < lines) await setTimeout(2);
}
