import { isLive } from '#setup/terminal.js';

/** Shows a count's progress on stderr: one updating line on a terminal, plain lines elsewhere. */
export interface Counter {
  readonly show: (done: number, total: number) => void;
  readonly end: () => void;
}

const TERMINAL_EVERY_MS = 200;
const PLAIN_EVERY_MS = 10_000;

/** @param unit Formats a number with its unit. */
export function counter(label: string, unit: (count: number) => string): Counter {
  const terminal = isLive(process.stderr);
  let shownAt = terminal ? 0 : performance.now();
  let drawn = false;
  return {
    show(done, total) {
      const now = performance.now();
      if (now - shownAt < (terminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
      shownAt = now;
      drawn = terminal;
      const line = `${label} ${unit(done)} of ${unit(total)}, ${Math.floor((100 * done) / total)}%`;
      process.stderr.write(terminal ? `\r\x1b[2K${line}` : `${line}\n`);
    },
    end() {
      if (drawn) process.stderr.write('\r\x1b[2K');
    },
  };
}
