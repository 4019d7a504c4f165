// A small network with DropIn on MNIST, trained by `dropin` in separate processes. Tests and faults use it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../setup/paths.js';

export const DROPIN = join(ROOT, 'bin/dropin');

/** A run takes about two seconds. */
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

/**
 * @typedef {object} Ended
 * @property {number | NodeJS.Signals | null} code the exit code, or the signal that ended it
 * @property {string} stdout
 * @property {string} stderr
 */
/**
 * @typedef {object} Started
 * @property {import('node:child_process').ChildProcess} process
 * @property {Promise<Ended>} ended
 */

/** A new folder with small.yaml in it. @returns {string} */
export function workFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-train-'));
  writeFileSync(join(folder, 'small.yaml'), SPEC);
  return folder;
}

/**
 * Starts `dropin` in a folder.
 * @param {string} folder
 * @param {...string} args
 * @returns {Started}
 */
export function start(folder, ...args) {
  return startWith(folder, {}, ...args);
}

/**
 * Starts `dropin` in a folder with additional environment variables.
 * @param {string} folder
 * @param {Record<string, string>} env
 * @param {...string} args
 * @returns {Started}
 */
export function startWith(folder, env, ...args) {
  return startProgram(process.execPath, [DROPIN, ...args], folder, env);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} env
 * @returns {Started}
 */
export function startProgram(program, args, cwd, env = {}) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: signal ?? code, stdout, stderr }));
  });
  return { process: child, ended };
}

/**
 * Runs `dropin` to its end.
 * @param {string} folder
 * @param {...string} args
 * @returns {Promise<Ended>}
 */
export function dropin(folder, ...args) {
  return start(folder, ...args).ended;
}

/** curve.csv without its time columns; no lines if it does not exist yet. @param {string} run @returns {string[]} */
export function curveOf(run) {
  const file = join(run, 'curve.csv');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(',').slice(0, 7).join(','));
}

/** Resolves when a run's curve has this many lines. @param {string} run @param {number} lines @returns {Promise<void>} */
export async function curveReaches(run, lines) {
  while (curveOf(run).length < lines) await sleep(2);
}
