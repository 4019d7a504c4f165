import { readFileSync } from 'node:fs';

/** Instruction sets by which oneDNN and Eigen choose kernels. Other CPU flags do not affect results. */
const COMPUTING = /^(sse|ssse|avx|fma|f16c|amx|asimd|sve|bf16|i8mm)/;

/** Relevant CPU flags from Linux's /proc/cpuinfo, sorted; empty if it cannot be read. */
export function cpuFlags(path = '/proc/cpuinfo'): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return '';
  }
  const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
  return flags
    .filter((flag) => COMPUTING.test(flag))
    .sort()
    .join(' ');
}
