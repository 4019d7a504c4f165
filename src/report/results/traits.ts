import { at, isPlain, listAt, numberAt, textAt, type Plain } from '../../common/plain.js';

/** What of a spec tells which of the paper's networks and lengths a run is. */
export interface Traits {
  readonly dataset: string;
  /** Number of convolutions, those of blocks included. */
  readonly convolutions: number;
  /** Filter size of the first convolution; 0 without one. */
  readonly kernel: number;
  /** d of gradual DropIn; none without it; mixed where layers have a length or start of their own. */
  readonly dropin: number | 'none' | 'mixed';
  /** What regularizes the last but one fully connected layer, fc7 in AlexNet (Table 7). */
  readonly fc7: 'dropout' | 'none' | 'dropin';
  readonly iterations: number;
}

/**
 * Reads the traits from a spec as YAML gives it, not through the schema: a report must also place the runs of an older or
 * newer version of it.
 */
export function traitsOf(spec: Plain): Traits {
  const entries = listAt(spec, 'network').filter(isPlain);
  const convolutions = entries.flatMap(convolutionsOf);
  return {
    dataset: textAt(spec, 'dataset', 'name') ?? '',
    convolutions: convolutions.length,
    kernel: convolutions[0] ?? 0,
    dropin: dropInOf(spec, entries),
    fc7: fc7Of(entries),
    iterations: numberAt(spec, 'solver', 'iterations') ?? 0,
  };
}

/** The filter sizes of an entry's convolutions. */
function convolutionsOf(entry: Plain): readonly number[] {
  const conv = numberAt(entry, 'conv', 'kernel');
  if (conv !== undefined) return [conv];
  const block = numberAt(entry, 'block', 'kernel');
  if (block === undefined) return [];
  const added = numberAt(entry, 'block', 'added') ?? 0;
  const addedKernel = numberAt(entry, 'block', 'added_kernel') ?? 3;
  return [block, ...new Array<number>(added).fill(addedKernel)];
}

function dropInOf(spec: Plain, entries: readonly Plain[]): Traits['dropin'] {
  if (textAt(spec, 'dropin', 'mode') === 'none') return 'none';
  const joined = entries.filter(isGradual);
  if (joined.length === 0) return 'none';
  if (textAt(spec, 'dropin', 'mode') === 'regularizing') return 'mixed';
  const later = ['start', 'stagger'].some((field) => (numberAt(spec, 'dropin', field) ?? 0) !== 0);
  if (joined.some(hasOwnSchedule) || later) return 'mixed';
  const length = numberAt(spec, 'dropin', 'length') ?? 0;
  return length === 0 ? 'none' : length;
}

/** Does the entry join added layers by a gradual DropIn? */
function isGradual(entry: Plain): boolean {
  if (isPlain(entry.dropin)) return !isRegularizing(entry.dropin);
  return (numberAt(entry, 'block', 'added') ?? 0) > 0 && at(entry, 'block', 'dropin') !== false;
}

function isRegularizing(dropin: Plain): boolean {
  return dropin.mode === 'regularizing';
}

function hasOwnSchedule(entry: Plain): boolean {
  const own = isPlain(entry.dropin) ? entry.dropin : at(entry, 'block', 'dropin');
  return isPlain(own) && [own.length, own.start, at(entry, 'block', 'dropin', 'mode')].some((one) => one !== undefined);
}

/** Looks at the last but one fully connected layer, and at what stands between it and the last. */
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
