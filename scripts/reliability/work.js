// A spec in its own folder, and the outcome of its undisturbed run, which every disturbed run must reach as well.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cifarFiles, photoFiles } from './pictures.js';
import { curveOf, startWith, workFolder } from './processes.js';
import { EXIT } from '../setup/exit-codes.js';

const PHOTOS = `
name: photos
dataset: {name: photos.yaml, root: ., from: auto}
transform: {scale: 0.00390625}
network:
  - conv: {name: conv1, outputs: 4, kernel: 3, activation: relu}
  - fc: {name: fc2, outputs: 2}
solver: {iterations: 300, batch: 8, base_lr: 0.01}
test: {interval: 100}
checkpoint: {interval: 20, keep: 2}
display: 10
`;
const PHOTOS_DESCRIPTOR = `
name: photos
format: folders
image: [16, 16, 3]
classes: 2
train: {folder: train}
test: {folder: test}
`;
const CIFAR = PHOTOS.replace('name: photos\n', 'name: cifar\n')
  .replace('photos.yaml', 'tiny.yaml')
  .replace('outputs: 2}', 'outputs: 10}');
const CIFAR_DESCRIPTOR = `
name: tiny
format: cifar
image: [32, 32, 3]
classes: 10
archive: {url: 'http://127.0.0.1/tiny.tar.gz', bytes: 1, sha256: '${'0'.repeat(64)}', md5: '${'0'.repeat(32)}'}
folder: tiny
train: {files: [train.bin], count: 40}
test: {files: [test.bin], count: 10}
`;

/** @typedef {import('./processes.js').Started} Started */
/** @typedef {import('./processes.js').Ended} Ended */
/** @typedef {{curve: string[], weightsAndMomentum: string, batches: string}} Outcome */

export class Work {
  /** @type {Promise<Outcome> | undefined} */
  #undisturbed;
  #runs = 0;

  /** @param {string} folder @param {string} spec its file in the folder */
  constructor(folder, spec) {
    this.folder = folder;
    this.spec = spec;
  }

  /** A small network on MNIST. */
  static small() {
    return new Work(workFolder(), 'small.yaml');
  }

  /** One on image files, read by threads during the run. */
  static async photos() {
    return new Work(
      folderOf({
        'spec.yaml': PHOTOS,
        'photos.yaml': PHOTOS_DESCRIPTOR,
        ...(await photoFiles()),
      }),
      'spec.yaml',
    );
  }

  /** One on CIFAR's binary files. */
  static cifar() {
    return new Work(
      folderOf({ 'spec.yaml': CIFAR, 'tiny.yaml': CIFAR_DESCRIPTOR, ...cifarFiles() }),
      'spec.yaml',
    );
  }

  /** A path for a run that does not exist yet. @param {string} [below] */
  fresh(below = this.folder) {
    return join(below, `run-${++this.#runs}`);
  }

  /**
   * Starts or resumes the run in `out`.
   * @param {string} out @param {{env?: Record<string, string>, args?: string[]}} [more]
   * @returns {Started}
   */
  start(out, { env = {}, args = [] } = {}) {
    return startWith(this.folder, env, 'run', this.spec, '--out', out, ...args);
  }

  /**
   * The same, resolved once the run's curve has this many lines.
   * @param {string} out @param {number} lines @param {{env?: Record<string, string>, args?: string[]}} [more]
   * @returns {Promise<Started>}
   */
  async startTo(out, lines, more) {
    const run = this.start(out, more);
    await reaches(out, lines, run);
    return run;
  }

  /** The outcome of the undisturbed run. @returns {Promise<Outcome>} */
  undisturbed() {
    return (this.#undisturbed ??= this.#runUndisturbed());
  }

  async #runUndisturbed() {
    const out = join(this.folder, 'undisturbed');
    const { code, stderr } = await this.start(out).ended;
    assert.equal(code, EXIT.OK, stderr);
    return outcomeOf(out);
  }

  /**
   * Expects the same command to finish the run in `out` with the outcome of the undisturbed run, bit for bit.
   * @param {string} out @param {{args?: string[]}} [more] @returns {Promise<Ended>}
   */
  async expectResumes(out, more) {
    const ended = await this.start(out, more).ended;
    assert.equal(ended.code, EXIT.OK, ended.stderr);
    assert.deepEqual(outcomeOf(out), await this.undisturbed());
    return ended;
  }

  dispose() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** @param {Record<string, string | Uint8Array>} files @returns {string} */
export function folderOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-fault-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** @param {string} run @returns {Outcome} of a finished run */
function outcomeOf(run) {
  const state = JSON.parse(readFileSync(join(newestCheckpoint(run), 'state.json'), 'utf8'));
  return {
    curve: curveOf(run),
    weightsAndMomentum: state.sha256['model.data-00000-of-00001'],
    batches: state.batches_sha256,
  };
}

/** The folders of a run's checkpoints, oldest first. @param {string} run @returns {string[]} */
export function checkpointsOf(run) {
  const names = readdirSync(join(run, 'checkpoints')).filter((name) => name.startsWith('iteration-'));
  return names.sort().map((name) => join(run, 'checkpoints', name));
}

/** @param {string} run @returns {string} */
export function newestCheckpoint(run) {
  return checkpointsOf(run).at(-1) ?? assert.fail(`${run} has no checkpoint`);
}

/**
 * Resolves when a run's curve has this many lines; fails if the process ends before.
 * @param {string} run @param {number} lines @param {Started} process @returns {Promise<void>}
 */
async function reaches(run, lines, { ended }) {
  /** @type {string | undefined} */
  let over;
  void ended.then(({ stderr }) => (over = stderr));
  while (curveOf(run).length < lines) {
    assert.equal(over, undefined, `the run ended before its curve had ${lines} lines: ${over}`);
    await sleep(1);
  }
}

/**
 * Expects an exit code and a message without a stack trace.
 * @param {Ended} ended @param {number} expectedCode @param {RegExp} message
 */
export function expectRefusal({ code, stderr }, expectedCode, message) {
  assert.equal(code, expectedCode, stderr);
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.doesNotMatch(stderr, /DROPIN_DEBUG/);
}
