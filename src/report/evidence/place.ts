import { scaleSpec } from '../../spec/scale.js';
import { specSchema } from '../../spec/schema/spec.js';
import type { Paper, Series } from '../paper/paper.js';
import { isPlain, type Plain } from '../../common/plain.js';
import type { Run } from '../results/run.js';
import type { Traits } from '../results/traits.js';
import { isOfNetwork, isOfSeries, scaled } from './match.js';
import { referenceOf, type Reference, type References } from './references.js';
import { settingsDifference } from './settings.js';

/** Under which conditions a run was made. Only runs of one basis are ever averaged, compared or judged together. */
export interface Basis {
  /** Empty: the settings of the project's spec. */
  readonly settings: string;
  /** Empty: the paper's number of iterations. Otherwise how it differs: `scaled by 0.1`. */
  readonly length: string;
  /** What lengths were multiplied by. */
  readonly scale: number;
}

export interface PlacedRun {
  readonly run: Run;
  readonly traits: Traits;
  readonly basis: Basis;
  /** Ids of the paper's series that it belongs to. */
  readonly series: readonly string[];
}

/** The basis that the paper's claims are about. */
export const AS_PAPER: Basis = { settings: '', length: '', scale: 1 };

export function basisKey({ settings, length }: Basis): string {
  return `${length}|${settings}`;
}

/** In words: `scaled by 0.1; weight_filler.type gaussian → xavier`. */
export function describeBasis({ settings, length }: Basis): string {
  return [length, settings].filter((part) => part !== '').join('; ') || 'as in the paper';
}

/** Places runs in the paper; undefined for one that is none of its experiments. */
export class Placer {
  private readonly references = new Map<string, Reference | undefined>();
  private readonly differences = new Map<string, string>();

  constructor(
    private readonly paper: Paper,
    private readonly known: References,
  ) {
    for (const series of paper.allSeries()) this.references.set(series.id, referenceOf(series, known));
  }

  place(run: Run): PlacedRun | undefined {
    const { traits } = run;
    if (traits === undefined) return undefined;
    const network = this.paper.allSeries().filter((series) => isOfNetwork(traits, series));
    const first = network.find((series) => isOfSeries(traits, series, 1)) ?? network[0];
    if (first === undefined) return undefined;
    const scale = run.record.scale ?? this.inferScale(run, traits, network);
    const series = network.filter((one) => isOfSeries(traits, one, scale));
    const own = series[0] ?? first;
    const basis = {
      settings: this.settings(run, own, scale),
      length: lengthOf(traits, own, scale),
      scale,
    };
    return { run, traits, basis, series: series.map(({ id }) => id) };
  }

  /** The spec of the project that the run's series has, if any. */
  reference(series: string): Reference | undefined {
    return this.references.get(series);
  }

  get problems(): readonly string[] {
    return this.known.problems;
  }

  /** Without a recorded scale: that of the iterations, if the run's other settings were scaled with them. */
  private inferScale(run: Run, traits: Traits, network: readonly Series[]): number {
    const paper = network[0]?.experiment.iterations;
    if (paper === undefined || traits.iterations === 0 || traits.iterations === paper) return 1;
    const ratio = traits.iterations / paper;
    const differs = (scale: number) => {
      const own = network.find((series) => isOfSeries(traits, series, scale));
      return own === undefined ? Infinity : this.settings(run, own, scale).length;
    };
    return differs(ratio) < differs(1) ? ratio : 1;
  }

  private settings(run: Run, series: Series, scale: number): string {
    const reference = this.references.get(series.id);
    if (reference === undefined || !isPlain(reference.spec)) return '';
    const key = `${series.id} ${scale} ${JSON.stringify({ ...run.spec, seed: 0 })}`;
    let found = this.differences.get(key);
    if (found === undefined) {
      const spec: unknown = scale === 1 ? reference.spec : scaleSpec(reference.spec, scale);
      found = settingsDifference(isPlain(spec) ? spec : {}, withDefaults(run.spec));
      this.differences.set(key, found);
    }
    return found;
  }
}

function lengthOf(traits: Traits, { experiment }: Series, scale: number): string {
  const parts = scale === 1 ? [] : [`scaled by ${Number(scale.toPrecision(3))}`];
  if (experiment.iterations !== undefined) {
    const expected = scaled(experiment.iterations, scale);
    if (traits.iterations !== expected) {
      parts.push(`${count(traits.iterations)} of ${count(expected)} iterations`);
    }
  }
  return parts.join(', ');
}

function count(iterations: number): string {
  return iterations.toLocaleString('en');
}

/** A run of an older version of the program has not the fields that came since: they are what they are by default. */
function withDefaults(spec: Plain): Plain {
  const parsed: unknown = specSchema.safeParse(spec).data;
  return isPlain(parsed) ? parsed : spec;
}
