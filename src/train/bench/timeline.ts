import type { Trace } from '../../engine/trace.js';
import type { Membership } from '../../graph/layer-of.js';
import { membershipOf } from './layer-times.js';

/**
 * A trace in Chrome's trace event format (`chrome://tracing`, Perfetto): a complete event (`X`) for each operation, in
 * microseconds since the step began. Operations that overlap on a device get lanes (`tid`) of their own.
 */
export function timeline(trace: Trace, membership: ReadonlyMap<string, Membership>): string {
  const began = trace[0]?.start ?? 0;
  const devices = [...new Set(trace.map(({ device }) => device))];
  const ends = devices.map((): number[] => []);
  const events = trace.map((op) => {
    const pid = devices.indexOf(op.device);
    const { layer, part } = membershipOf(op, membership);
    return {
      ...{ name: op.op, cat: part, ph: 'X', pid, tid: laneOf(ends[pid]!, op) },
      ...{ ts: rounded(op.start - began), dur: rounded(op.duration) },
      args: { node: op.node, layer },
    };
  });
  const names = devices.map((name, pid) => ({ name: 'process_name', ph: 'M', pid, args: { name } }));
  return `${JSON.stringify({ displayTimeUnit: 'ms', traceEvents: [...names, ...events] })}\n`;
}

/** The first lane that is free at the operation's start. @param ends end of the last operation of each lane */
function laneOf(ends: number[], { start, duration }: Trace[number]): number {
  const free = ends.findIndex((end) => end <= start);
  const lane = free < 0 ? ends.length : free;
  ends[lane] = start + duration;
  return lane;
}

function rounded(microseconds: number): number {
  return Number(microseconds.toFixed(3));
}
