import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processStart } from '../../../src/common/process-start.js';
import { tempFolder } from '../../../src/engine/temp-folder.js';

const GONE = { made_by: 'dropin', pid: 4_000_000, process_start: '1' };
const HOURS_AGO = new Date(Date.now() - 7_200_000);
let folder: string;
let before: string | undefined;

beforeEach(() => {
  before = process.env.TMPDIR;
  folder = mkdtempSync(join(tmpdir(), 'temp-folder-test-'));
  process.env.TMPDIR = folder;
});
afterEach(() => {
  process.env.TMPDIR = before;
  rmSync(folder, { recursive: true, force: true });
});

interface Left {
  readonly marker?: unknown;
  readonly when?: Date;
  readonly extra?: string;
}

/** Creates a folder as a killed process leaves it. */
function leave(name: string, { marker = GONE, when = HOURS_AGO, extra = '' }: Left = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'owner.json'), typeof marker === 'string' ? marker : JSON.stringify(marker));
  writeFileSync(join(path, 'saved_model.pb'), 'graph');
  if (extra !== '') writeFileSync(join(path, extra), 'precious');
  utimesSync(path, when, when);
  return path;
}

function sweepUp(): void {
  tempFolder('saved_model.pb').remove();
}

describe('a temporary folder', () => {
  it('is deleted together with its file', () => {
    const { file, remove } = tempFolder('saved_model.pb');
    writeFileSync(file, 'graph');
    remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of a killed process is deleted', () => {
    const path = leave('dropin-graph-aB3dE6');
    sweepUp();
    expect(existsSync(path)).toBe(false);
  });

  const own = { made_by: 'dropin', pid: process.pid, process_start: processStart(process.pid) };
  it.each<[string, string, Left]>([
    ['with another name', 'dropin-graph-paper', {}],
    ['with a longer name', 'dropin-graph-aB3dE6.bak', {}],
    ['that is not old enough', 'dropin-graph-aB3dE6', { when: new Date() }],
    ['whose process is running', 'dropin-graph-aB3dE6', { marker: own }],
    ['with the marker of another program', 'dropin-graph-aB3dE6', { marker: { pid: 4_000_000 } }],
    ['with a marker that is not JSON', 'dropin-graph-aB3dE6', { marker: 'mine' }],
  ])('%s is kept', (_, name, options) => {
    const path = leave(name, options);
    sweepUp();
    expect(readdirSync(path)).toEqual(['owner.json', 'saved_model.pb']);
  });

  it('without a marker is kept, and so are files and links', () => {
    mkdirSync(join(folder, 'dropin-graph-aaaaaa'));
    utimesSync(join(folder, 'dropin-graph-aaaaaa'), HOURS_AGO, HOURS_AGO);
    writeFileSync(join(folder, 'dropin-log-aaaaaa'), 'precious');
    writeFileSync(join(folder, 'dropin-graph-bbbbbb'), 'precious');
    utimesSync(join(folder, 'dropin-graph-bbbbbb'), HOURS_AGO, HOURS_AGO);
    const target = leave('elsewhere');
    symlinkSync(target, join(folder, 'dropin-graph-cccccc'));
    lutimesSync(join(folder, 'dropin-graph-cccccc'), HOURS_AGO, HOURS_AGO);
    const names = readdirSync(folder);
    sweepUp();
    expect(readdirSync(folder)).toEqual(names);
    expect(readdirSync(target)).toEqual(['owner.json', 'saved_model.pb']);
  });

  it('keeps the files of others', () => {
    const path = leave('dropin-graph-aB3dE6', { extra: 'thesis.tex' });
    sweepUp();
    expect(readdirSync(path)).toEqual(['thesis.tex']);
  });

  it.skipIf(process.getuid?.() !== 0)('of another user is kept (needs root to create one)', () => {
    const path = leave('dropin-graph-aB3dE6');
    execFileSync('chown', ['-R', '12345', path]);
    utimesSync(path, HOURS_AGO, HOURS_AGO);
    sweepUp();
    expect(readdirSync(path)).toEqual(['owner.json', 'saved_model.pb']);
  });

  it('says what to do if the system has no folder for temporary files', () => {
    process.env.TMPDIR = join(folder, 'missing');
    expect(() => tempFolder('saved_model.pb')).toThrow(
      /^cannot create a temporary folder in .*missing \(ENOENT: no such file or directory, mkdtemp '.*'\): set TMPDIR to a writable folder$/,
    );
  });
});
