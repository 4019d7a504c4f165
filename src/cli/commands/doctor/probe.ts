import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Device } from '../../../common/device.js';
import type { TensorflowFacts } from '../../../engine/facts.js';

const PROBE_MS = 120_000;

export type Probe = TensorflowFacts | { readonly error: string };

/** Loads TensorFlow for a device in a child process, computes with it, and returns its version and device. */
export async function probeInChild(device: Device): Promise<Probe> {
  const module = new URL('../../../engine/probe.js', import.meta.url).href;
  const script = `console.log(JSON.stringify((await import('${module}')).probeTensorflow()))`;
  try {
    const args = ['--input-type=module', '-e', script];
    const env = { ...process.env, DROPIN_DEVICE: device };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: PROBE_MS });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as TensorflowFacts;
  } catch (error) {
    return { error: firstErrorLine(error) };
  }
}

/** The error of a failed child: the line that names it, since the first lines only quote the source. */
export function firstErrorLine(failure: unknown): string {
  const { stderr, message, signal } = failure as { stderr?: string; message?: string; signal?: string };
  if (signal) return `TensorFlow ended with ${signal}`;
  const lines = (stderr ?? '').split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^\w*Error\b/.test(line)) ??
    lines.find((line) => line !== '') ??
    message?.split('\n')[0] ??
    'no reason given'
  );
}
