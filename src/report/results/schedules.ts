import { at, isPlain, numberAt, textAt, type Plain } from '../../common/plain.js';

/** When a DropIn of a growing network starts, and how many iterations p takes from 0 to 1. */
export interface Schedule {
  readonly mode: 'gradual' | 'regularizing';
  readonly start: number;
  readonly length: number;
}

/** The DropIns that join added convolutions, in order (as `src/network/expand/dropin.ts` resolves them); none in mode none. */
export function schedulesOf(spec: Plain, entries: readonly Plain[]): readonly Schedule[] {
  const shared = isPlain(spec.dropin) ? spec.dropin : {};
  if (shared.mode === 'none') return [];
  const schedules: Schedule[] = [];
  for (const own of entries.flatMap(ownFields)) {
    const mode = textAt(own, 'mode') ?? textAt(shared, 'mode') ?? 'gradual';
    const count = schedules.filter((one) => one.mode === 'gradual').length;
    const start = (numberAt(shared, 'start') ?? 0) + (numberAt(shared, 'stagger') ?? 0) * count;
    schedules.push({
      mode: mode === 'regularizing' ? mode : 'gradual',
      start: numberAt(own, 'start') ?? start,
      length: numberAt(own, 'length') ?? numberAt(shared, 'length') ?? 0,
    });
  }
  return schedules;
}

/** The DropIn fields of an entry. A layer that only regularizes (fc7 of Table 7) does not join an added layer. */
function ownFields(entry: Plain): readonly Plain[] {
  if (isPlain(entry.dropin)) return entry.dropin.mode === 'regularizing' ? [] : [entry.dropin];
  const own = at(entry, 'block', 'dropin');
  if (own === false) return [];
  const shared = isPlain(own) ? own : {};
  return Array.from({ length: numberAt(entry, 'block', 'added') ?? 0 }, (_, number) =>
    Object.fromEntries(
      Object.entries(shared).map(([field, value]) => [
        field,
        Array.isArray(value) ? (value[number] as unknown) : value,
      ]),
    ),
  );
}
