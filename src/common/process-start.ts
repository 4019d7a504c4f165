import { readFileSync } from 'node:fs';

/**
 * When a process started, in the kernel's clock ticks (field 22 of Linux's /proc/PID/stat). It distinguishes a process from
 * a later one with the same PID. Undefined if there is no such process, or no /proc.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, which may contain spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
