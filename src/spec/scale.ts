import type { LayerEntry } from './schema/layers.js';
import type { Policy, SolverSpec } from './schema/solver.js';
import type { Spec } from './schema/spec.js';

/**
 * Multiplies every length in iterations by `factor`, so that a shorter experiment keeps its shape: the learning rate and p
 * at iteration τ·factor are those of the original at τ. Results are rounded to at least 1; 0 stays 0.
 */
export function scaleSpec(spec: Spec, factor: number): Spec {
  const scaled = (iterations: number) => scaleIterations(iterations, factor);
  return {
    ...spec,
    dropin: scaleSchedule(spec.dropin, factor),
    network: spec.network.map((entry) => scaleEntry(entry, factor)),
    solver: {
      ...spec.solver,
      iterations: scaled(spec.solver.iterations),
      policy: scalePolicy(spec.solver.policy, factor),
      warmup: scaleWarmup(spec.solver.warmup, factor),
    },
    test: { ...spec.test, interval: scaled(spec.test.interval) },
    checkpoint: { ...spec.checkpoint, interval: scaled(spec.checkpoint.interval) },
    norms: spec.norms && { ...spec.norms, interval: scaled(spec.norms.interval) },
    display: scaled(spec.display),
  };
}

function scaleIterations(iterations: number, factor: number): number {
  return iterations === 0 ? 0 : Math.max(1, Math.round(iterations * factor));
}

function scaleWarmup(warmup: SolverSpec['warmup'], factor: number): SolverSpec['warmup'] {
  return warmup && { ...warmup, iterations: scaleIterations(warmup.iterations, factor) };
}

/** Multiplies lengths, and divides rates per iteration. */
function scalePolicy(policy: Policy, factor: number): Policy {
  switch (policy.type) {
    case 'fixed':
    case 'poly':
    case 'cosine':
    case 'plateau': // counts test passes, whose interval is scaled
      return policy;
    case 'step':
      return { ...policy, step: scaleIterations(policy.step, factor) };
    case 'multistep':
      return { ...policy, steps: policy.steps.map((step) => scaleIterations(step, factor)) };
    case 'inv':
      return { ...policy, gamma: policy.gamma / factor };
    case 'exp':
      return { ...policy, gamma: policy.gamma ** (1 / factor) };
    case 'sigmoid':
      return { ...policy, gamma: policy.gamma / factor, step: scaleIterations(policy.step, factor) };
  }
}

function scaleEntry(entry: LayerEntry, factor: number): LayerEntry {
  const { conv, fc, block, dropin, dropout } = entry;
  if (conv !== undefined) return { conv: { ...conv, widen: scaleOptional(conv.widen, factor) } };
  if (fc !== undefined) return { fc: { ...fc, widen: scaleOptional(fc.widen, factor) } };
  if (dropin !== undefined) return { dropin: scaleSchedule(dropin, factor) };
  if (typeof dropout?.ratio === 'object')
    return { dropout: { ...dropout, ratio: scaleSchedule(dropout.ratio, factor) } };
  if (block === undefined) return entry;
  const widen = scaleOptional(block.widen, factor);
  return { block: { ...block, widen, dropin: scaleOptional(block.dropin, factor) } };
}

interface Schedule {
  length?: number | number[] | undefined;
  start?: number | number[] | undefined;
  stagger?: number | undefined;
}

function scaleOptional<T extends Schedule>(schedule: T | boolean, factor: number): T | boolean {
  return typeof schedule === 'object' ? scaleSchedule(schedule, factor) : schedule;
}

function scaleSchedule<T extends Schedule>(schedule: T, factor: number): T {
  const scaled = { ...schedule };
  const scale = (value: number | number[]) =>
    typeof value === 'number'
      ? scaleIterations(value, factor)
      : value.map((one) => scaleIterations(one, factor));
  if (schedule.length !== undefined) scaled.length = scale(schedule.length);
  if (schedule.start !== undefined) scaled.start = scale(schedule.start);
  if (schedule.stagger !== undefined) scaled.stagger = scaleIterations(schedule.stagger, factor);
  return scaled;
}
