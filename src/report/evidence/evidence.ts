import type { Paper, Series } from '../paper/paper.js';
import { AS_PAPER, basisKey, type Basis } from './basis.js';
import type { PlacedRun } from './place.js';

/** The runs of one series under one basis; of one DropIn length, if the series has several. */
export interface Group {
  readonly series: Series;
  /** `LeNet(10), d = 2,500` */
  readonly label: string;
  /** Label of its line in a figure: without the network if the series has a label of its own. */
  readonly line: string;
  readonly runs: readonly PlacedRun[];
  /** The newest finished run of each seed. Only these count. */
  readonly counted: readonly PlacedRun[];
  /** Finished runs whose loss became NaN or infinite: they did not converge and have no final accuracy. */
  readonly diverged: readonly PlacedRun[];
  readonly unfinished: readonly PlacedRun[];
  /** Finished runs superseded by a newer one with the same seed. */
  readonly repeated: readonly PlacedRun[];
  /** The run drawn for each seed: the one that counts, otherwise the newest. */
  readonly shown: readonly PlacedRun[];
}

/** The placed runs, by series and basis. */
export class Evidence {
  /** The basis of the claims first, then the others by number of runs. */
  readonly bases: readonly Basis[];
  private readonly bySeries = new Map<string, PlacedRun[]>();

  constructor(
    readonly paper: Paper,
    readonly placed: readonly PlacedRun[],
    /** Iterations of a run of a series, unscaled. */
    readonly iterations: (series: string) => number | undefined,
  ) {
    const bases = new Map<string, { basis: Basis; runs: number }>([
      [basisKey(AS_PAPER), { basis: AS_PAPER, runs: Infinity }],
    ]);
    for (const one of placed) {
      const key = basisKey(one.basis);
      const known = bases.get(key) ?? { basis: one.basis, runs: 0 };
      if (one.series.length > 0) bases.set(key, { ...known, runs: known.runs + 1 });
      for (const series of one.series) {
        const place = `${series} ${key}`;
        const there = this.bySeries.get(place);
        if (there === undefined) this.bySeries.set(place, [one]);
        else there.push(one);
      }
    }
    this.bases = [...bases.values()].sort((a, b) => b.runs - a.runs).map(({ basis }) => basis);
  }

  /** One group; for a series of any length, one group per length found, shortest first (none if no run was found). */
  groups(id: string, basis: Basis): readonly Group[] {
    const series = this.paper.series(id);
    const runs = this.bySeries.get(`${id} ${basisKey(basis)}`) ?? [];
    if (series.dropin !== 'any') return [groupOf(series, series.label, series.name, runs)];
    const lengths = new Map<number, PlacedRun[]>();
    for (const run of runs) {
      const length = Math.round(Number(run.traits.dropin) / basis.scale);
      lengths.set(length, [...(lengths.get(length) ?? []), run]);
    }
    return [...lengths]
      .sort(([a], [b]) => a - b)
      .map(([length, of]) => {
        const line = `d = ${length.toLocaleString('en')}`;
        return groupOf(series, line, `${series.of.label}, ${line}`, of);
      });
  }
}

function groupOf(series: Series, line: string, label: string, runs: readonly PlacedRun[]): Group {
  const byAge = [...runs].sort((a, b) => updatedAt(a).localeCompare(updatedAt(b)));
  const finished = byAge.filter(isFinished);
  const counted = newestOfSeeds(finished);
  const chosen = new Set(counted);
  return {
    series,
    label,
    line,
    runs,
    counted,
    diverged: counted.filter(hasDiverged),
    unfinished: runs.filter((one) => !isFinished(one)),
    repeated: finished.filter((one) => !chosen.has(one)),
    shown: newestOfSeeds([...byAge.filter((one) => !isFinished(one)), ...finished]),
  };
}

/** The last run of each seed. */
function newestOfSeeds(runs: readonly PlacedRun[]): readonly PlacedRun[] {
  const bySeed = new Map(runs.map((one) => [one.run.seed, one]));
  return [...bySeed.values()].sort((a, b) => a.run.seed - b.run.seed);
}

function updatedAt({ run }: PlacedRun): string {
  const at = run.record.plain.updated_at;
  return typeof at === 'string' ? at : '';
}

/** Whether a run diverged, or finished with a curve that reaches the end. Without a record, the curve alone decides. */
export function isFinished(placed: PlacedRun): boolean {
  if (hasDiverged(placed)) return true;
  const { record, curve } = placed.run;
  if (record.status !== 'finished' && record.status !== 'unknown') return false;
  const last = curve.test.iteration.at(-1) ?? 0;
  const end = record.record.stopped_early?.iteration ?? placed.traits.iterations;
  return end > 0 && last >= end;
}

function hasDiverged({ run }: PlacedRun): boolean {
  return run.record.status === 'diverged' || run.record.divergedAt !== undefined;
}
