import { readlinkSync } from 'node:fs';
import { readTextIfThere } from './read-text.js';

/** O_ACCMODE and O_WRONLY of Linux, in the octal flags of /proc/PID/fdinfo. */
const ACCESS_MODE = 0o3;
const WRITE_ONLY = 0o1;

/**
 * Whether `nohup` started this process from a terminal. Node sets an ignored SIGHUP back to its default, so that the signal
 * itself does not tell; but GNU nohup puts an unreadable standard input in place of the terminal: /dev/null, opened for
 * writing only. False where there is no /proc.
 */
export function startedByNohup(input = '/proc/self/fd/0', info = '/proc/self/fdinfo/0'): boolean {
  const flags = /^flags:\s*([0-7]+)$/m.exec(readTextIfThere(info) ?? '')?.[1];
  if (flags === undefined || (parseInt(flags, 8) & ACCESS_MODE) !== WRITE_ONLY) return false;
  return targetOf(input) === '/dev/null';
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
