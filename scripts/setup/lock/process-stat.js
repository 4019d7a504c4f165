import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether a process is dead, and when it started: in clock ticks since boot on Linux, as a date elsewhere. The start
 * distinguishes a process from a later one with the same ID. Undefined if there is no such process, or the system does not say.
 * @param {number} pid
 * @returns {{ dead: boolean, start: string | undefined } | undefined}
 */
export function processStat(pid, platform = process.platform) {
  try {
    return platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function fromProc(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the command in parentheses, which may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { dead: isDead(fields[0]), start: fields[19] };
}

/** For macOS, which has no /proc. @param {number} pid */
function fromPs(pid) {
  const text = execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [state = '', ...start] = text.trim().split(/\s+/);
  return { dead: isDead(state), start: start.join(' ') };
}

/**
 * Z: a zombie, whose parent has not read its exit code. In some containers the first process never does.
 * @param {string | undefined} state
 */
function isDead(state) {
  return ['Z', 'X', 'x'].includes(state?.[0] ?? '');
}
