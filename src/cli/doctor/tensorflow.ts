import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TensorflowFacts } from '../../engine/facts.js';
import type { Part } from './part.js';
import type { Piece, SetupState } from './setup.js';

const PROBE_MS = 120_000;

/** TensorFlow's own parts; the binding is tried in a process of its own, which may crash without harm. */
export async function tensorflowParts(setup: SetupState): Promise<Part[]> {
  const probe = setup.bindingLinked ? await probeInChild() : undefined;
  const works = probe !== undefined && !('error' in probe);
  return [
    piece('Platform', setup.platform, true),
    piece('Python', setup.python, !works),
    piece('C++ compiler', setup.compiler, !works),
    library(setup, works),
    binding(setup, probe),
    { name: 'oneDNN', version: oneDnn(), state: 'ok', needed: false },
    await gpu(setup, works && probe.device === 'gpu'),
  ];
}

/** A piece that the set-up needs; once TensorFlow works it can do without. */
function piece(name: string, found: Piece, needed: boolean): Part {
  if ('version' in found) return { name, version: found.version, state: 'ok', needed };
  return { name, version: '', state: 'missing', needed, mend: found.missing };
}

const MEND_SET_UP = 'the next `dropin run` sets it up';

function library(setup: SetupState, works: boolean): Part {
  const name = 'TensorFlow';
  const version = `${setup.tensorflow} (${setup.device})`;
  if (setup.libraryCached || works) return { name, version, state: 'ok', needed: true };
  return { name, version, state: 'missing', needed: true, mend: MEND_SET_UP };
}

function binding(setup: SetupState, probe: Probe | undefined): Part {
  const part = { name: 'Binding', needed: true };
  if (probe === undefined) return { ...part, version: '', state: 'missing', mend: MEND_SET_UP };
  if ('error' in probe) {
    const mend = `${probe.error}: remove tensorflow/ and binding/ in ${setup.cache}; ${MEND_SET_UP}`;
    return { ...part, version: '', state: 'broken', mend };
  }
  return { ...part, version: `runs TensorFlow ${probe.tensorflow}`, state: 'ok' };
}

function oneDnn(): string {
  return (process.env.TF_ENABLE_ONEDNN_OPTS ?? '1') === '1' ? 'on' : 'off (TF_ENABLE_ONEDNN_OPTS)';
}

async function gpu(setup: SetupState, inUse: boolean): Promise<Part> {
  const driver = setup.nvidiaDriver ? `NVIDIA driver ${await driverVersion()}` : 'no NVIDIA driver';
  const part = { name: 'GPU', needed: setup.device === 'gpu' };
  if (inUse) return { ...part, version: `in use, ${driver}`, state: 'ok' };
  if (setup.device === 'cpu') return { ...part, version: `not used, ${driver}`, state: 'ok' };
  const mend = setup.nvidiaDriver
    ? 'TensorFlow sees no GPU: check that nvidia-smi lists one, or use --device cpu'
    : 'install the NVIDIA driver, or use --device cpu';
  return { ...part, version: driver, state: 'missing', mend };
}

async function driverVersion(): Promise<string> {
  try {
    const text = await readFile('/proc/driver/nvidia/version', 'utf8');
    return /Module\s+(?:for \S+\s+)?([\d.]+)/.exec(text)?.[1] ?? '';
  } catch {
    return 'of unknown version';
  }
}

type Probe = TensorflowFacts | { readonly error: string };

async function probeInChild(): Promise<Probe> {
  const module = new URL('../../engine/probe.js', import.meta.url).href;
  const script = `console.log(JSON.stringify(await (await import('${module}')).probeTensorflow()))`;
  try {
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: PROBE_MS });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as TensorflowFacts;
  } catch (error) {
    return { error: firstErrorLine(error) };
  }
}

/** What a failed child said: the line that names an error, for the first lines only quote the source. */
export function firstErrorLine(failure: unknown): string {
  const { stderr, message, signal } = failure as { stderr?: string; message?: string; signal?: string };
  if (signal) return `TensorFlow ended by ${signal}`;
  const lines = (stderr ?? '').split('\n').map((line) => line.trim());
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? message?.split('\n')[0] ?? 'no reason given';
}
