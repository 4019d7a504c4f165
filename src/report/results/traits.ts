import { at, isPlain, listAt, numberAt, textAt, type Plain } from '../../common/plain.js';
import { schedulesOf, type Schedule } from './schedules.js';

/** The properties of a spec that identify the network and the series of a run. */
export interface Traits {
  /** The spec’s `paper.experiment`; undefined for a run from elsewhere. */
  readonly experiment: string | undefined;
  readonly dataset: string;
  /** Number of convolutions, including those in blocks. */
  readonly convolutions: number;
  /** Filter size of the first convolution; 0 without one. */
  readonly kernel: number;
  /** d of gradual DropIn; none without DropIn; own if the layers differ in more than equally spaced starts. */
  readonly dropin: number | 'none' | 'own';
  /** Iterations between the starts of consecutive DropIns. */
  readonly stagger: number;
  /** Start and length of every DropIn, in network order. */
  readonly schedules: readonly Schedule[];
  /** The iteration from which on every DropIn is at p = 1. */
  readonly complete: number;
  /** What regularizes the second-to-last fully connected layer, fc7 in AlexNet (Table 7). */
  readonly fc7: 'dropout' | 'none' | 'dropin';
  readonly iterations: number;
}

/**
 * Reads the traits from a spec as plain YAML, bypassing the schema: a report must also place runs of older and newer versions
 * of the program.
 */
export function traitsOf(spec: Plain): Traits {
  const entries = listAt(spec, 'network').filter(isPlain);
  const kernels = entries.flatMap(kernelsOf);
  const schedules = schedulesOf(spec, entries);
  return {
    experiment: textAt(spec, 'paper', 'experiment'),
    dataset: textAt(spec, 'dataset', 'name') ?? '',
    convolutions: kernels.length,
    kernel: kernels[0] ?? 0,
    ...spacingOf(schedules),
    schedules,
    complete: Math.max(0, ...schedules.map(({ start, length }) => start + length)),
    fc7: fc7Of(entries),
    iterations: numberAt(spec, 'solver', 'iterations') ?? 0,
  };
}

/** The filter sizes of an entry's convolutions. */
function kernelsOf(entry: Plain): readonly number[] {
  const conv = numberAt(entry, 'conv', 'kernel');
  if (conv !== undefined) return [conv];
  const block = numberAt(entry, 'block', 'kernel');
  if (block === undefined) return [];
  const added = numberAt(entry, 'block', 'added') ?? 0;
  const addedKernel = numberAt(entry, 'block', 'added_kernel') ?? 3;
  return [block, ...new Array<number>(added).fill(addedKernel)];
}

/** One length and equally spaced starts from 0; otherwise their own schedules. */
function spacingOf(schedules: readonly Schedule[]): Pick<Traits, 'dropin' | 'stagger'> {
  const [first, second] = schedules;
  if (first === undefined || schedules.every(({ length, start }) => length + start === 0)) {
    return { dropin: 'none', stagger: 0 };
  }
  const stagger = (second?.start ?? first.start) - first.start;
  const regular = schedules.every(
    ({ length, start, mode }, i) => mode === 'gradual' && length === first.length && start === i * stagger,
  );
  return regular ? { dropin: first.length, stagger } : { dropin: 'own', stagger: 0 };
}

/** Examines the second-to-last fully connected layer and the layers between it and the last one. */
function fc7Of(entries: readonly Plain[]): Traits['fc7'] {
  const last = entries.findLastIndex((entry) => entry.fc !== undefined);
  const before = entries.slice(0, Math.max(0, last)).findLastIndex((entry) => entry.fc !== undefined);
  if (before < 0) return 'none';
  const own = at(entries[before], 'fc', 'dropout');
  if (own !== undefined && own !== false && own !== 0) return 'dropout';
  const between = entries.slice(before + 1, last);
  if (between.some((entry) => entry.dropout !== undefined)) return 'dropout';
  return between.some((entry) => isPlain(entry.dropin)) ? 'dropin' : 'none';
}
