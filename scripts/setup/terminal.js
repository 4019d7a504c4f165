/**
 * Whether lines can be drawn over: a terminal that knows its size and moves its cursor. Not in CI, whose logs keep every escape
 * code.
 * @param {{ isTTY?: boolean, columns: number, rows: number }} stream
 * @param {NodeJS.ProcessEnv} [env]
 */
export function isLive({ isTTY, columns, rows }, env = process.env) {
  if (!isTTY || env.TERM === 'dumb') return false;
  return !['', 'false', '0', undefined].includes(env.CI) ? false : columns > 0 && rows > 0;
}
