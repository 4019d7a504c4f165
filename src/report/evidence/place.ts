import type { Paper, Series } from '../paper/paper.js';
import type { Run } from '../results/run.js';
import type { Schedule } from '../results/schedules.js';
import { traitsOf, type Traits } from '../results/traits.js';
import { groupBy } from '../../common/group-by.js';
import { isPlain } from '../../common/plain.js';
import { scaleSpec } from '../../spec/scale.js';
import { basisKey, type Basis } from './basis.js';
import { foreignData } from './data.js';
import { hasDropInsOf, isOfNetwork, scaled } from './match.js';
import { Readings, type Settings } from './readings.js';
import type { Reference, References } from './references.js';
import { digestOf } from './settings.js';

/** A run under one basis. */
export interface PlacedRun {
  readonly run: Run;
  readonly traits: Traits;
  readonly basis: Basis;
  /** Ids of the series that it belongs to. */
  readonly series: readonly string[];
  /** The series whose experiment its basis is about. */
  readonly of: Series;
}

/** Where a run belongs. */
export interface Place {
  /** One for each basis that the run belongs to; empty if it belongs to no network of the claims file. */
  readonly placed: readonly PlacedRun[];
  /** Why the run does not count although its spec names an experiment. */
  readonly problem?: string;
}

/** Assigns runs to the series of a claims file. */
export class Placer {
  private readonly readings: Readings;
  private readonly places = new WeakMap<Run, Place>();

  constructor(
    private readonly paper: Paper,
    private readonly references: References,
  ) {
    this.readings = new Readings(references);
  }

  /** Each run is placed once; a live page asks repeatedly. */
  place(run: Run): Place {
    const place = this.places.get(run) ?? this.find(run);
    this.places.set(run, place);
    return place;
  }

  private find(run: Run): Place {
    const { traits } = run;
    if (traits === undefined) return { placed: [] };
    const bySpec = this.findBySpec(run, traits);
    return bySpec.length > 0 ? { placed: bySpec } : this.findByShape(run, traits);
  }

  /** For networks that are recognized only by their spec. */
  private findBySpec(run: Run, traits: Traits): readonly PlacedRun[] {
    const scale = run.record.scale ?? 1;
    const places = this.paper
      .allSeries()
      .filter((series) => series.of.convolutions === undefined && this.isOn(traits, series))
      .filter((series) => this.hasDropIns(traits, series, scale))
      .flatMap((of) =>
        this.readings.readingsOf(run, of, scale).map((settings) => ({
          of,
          basis: this.basisOf(run, traits, of, settings, scale),
        })),
      );
    return [...groupBy(places, ({ basis }) => basisKey(basis)).values()].map((group) => ({
      run,
      traits,
      ...group[0],
      series: group.map(({ of }) => of.id),
    }));
  }

  /** For networks that are recognized by their convolutions, whatever the other settings. */
  private findByShape(run: Run, traits: Traits): Place {
    const network = this.paper.allSeries().filter((series) => isOfNetwork(traits, series));
    const first = network.find((series) => this.hasDropIns(traits, series, 1)) ?? network[0];
    if (first === undefined) return { placed: [], ...this.misplaced(traits) };
    const scale = run.record.scale ?? this.inferScale(run, traits, network);
    const series = network.filter((one) => this.hasDropIns(traits, one, scale));
    const of = series[0] ?? first;
    const placed = this.readings.settingsOf(run, of, scale).map((settings) => {
      const basis = this.basisOf(run, traits, of, settings, scale);
      return { run, traits, basis, series: series.map(({ id }) => id), of };
    });
    return { placed };
  }

  private basisOf(run: Run, traits: Traits, of: Series, settings: Settings, scale: number): Basis {
    const data = foreignData(run, of.experiment);
    const key = data === '' ? settings.key : digestOf([settings.key, data]);
    const words = [data, settings.words].filter((part) => part !== '').join('; ');
    return { key, settings: words, length: this.lengthOf(traits, of, scale), scale };
  }

  /** The spec of a series under the first reading. */
  reference(series: string): Reference | undefined {
    const one = this.paper.series(series);
    return this.readings.reference(one, one.experiment.readings[0]!);
  }

  /** A spec by its path in the claims file; undefined if it cannot be read. */
  spec(file: string): Reference | undefined {
    return this.references.get(file);
  }

  /** Unscaled iterations of a run of the series; undefined if its spec cannot be read. */
  iterations(series: string): number | undefined {
    return this.reference(series)?.spec.solver.iterations;
  }

  get problems(): readonly string[] {
    return this.references.problems;
  }

  /**
   * Whether the run uses the data set of the series’ spec, or one of those that the experiment names. If its spec names an
   * experiment of the claims file, it belongs to no other.
   */
  private isOn({ dataset, experiment: named }: Traits, { id, experiment, of }: Series): boolean {
    const isNamed = named !== undefined && Object.hasOwn(this.paper.data.experiments, named);
    if (isNamed && !of.experiments.includes(named)) return false;
    const datasets = experiment.datasets ?? [this.reference(id)?.spec.dataset.name];
    return datasets.includes(dataset);
  }

  private hasDropIns(traits: Traits, series: Series, scale: number): boolean {
    return hasDropInsOf(traits, series, scale, this.schedulesOf(series, scale));
  }

  private schedulesOf({ id, dropin }: Series, scale: number): readonly Schedule[] {
    const reference = dropin === undefined ? this.reference(id) : undefined;
    const spec: unknown = reference === undefined ? undefined : scaleSpec(reference.spec, scale);
    return isPlain(spec) ? traitsOf(spec).schedules : [];
  }

  private misplaced({ experiment, ...settings }: Traits): { problem?: string } {
    if (experiment === undefined || !(experiment in this.paper.data.experiments)) return {};
    const { dataset, convolutions, kernel } = settings;
    const names = `not counted: its spec names experiment ${experiment}`;
    const networks = Object.values(this.paper.data.networks).filter((one) =>
      one.experiments.includes(experiment),
    );
    if (networks.length > 0 && networks.every(({ convolutions }) => convolutions === undefined)) {
      return { problem: `${names}, but its settings are those of no series of that experiment` };
    }
    const convs = `${convolutions} ${convolutions === 1 ? 'convolution' : 'convolutions'}, the first ${kernel}×${kernel}`;
    return {
      problem: `${names}, which has no network with ${convs}, on ${dataset}`,
    };
  }

  /** For runs without a recorded scale: inferred from the iterations if the other settings were scaled alike. */
  private inferScale(run: Run, traits: Traits, network: readonly Series[]): number {
    const full = network[0] === undefined ? undefined : this.iterations(network[0].id);
    if (full === undefined || traits.iterations === 0 || traits.iterations === full) return 1;
    const ratio = traits.iterations / full;
    const differs = (scale: number) => {
      const own = network.find((series) => this.hasDropIns(traits, series, scale));
      return own === undefined ? Infinity : (this.readings.settingsOf(run, own, scale)[0]?.words.length ?? 0);
    };
    return differs(ratio) < differs(1) ? ratio : 1;
  }

  private lengthOf({ iterations }: Traits, series: Series, scale: number): string {
    const parts = scale === 1 ? [] : [`scaled by ${Number(scale.toPrecision(3))}`];
    const full = this.iterations(series.id);
    if (full !== undefined && iterations !== scaled(full, scale)) {
      parts.push(`${count(iterations)} of ${count(scaled(full, scale))} iterations`);
    }
    return parts.join(', ');
  }
}

function count(iterations: number): string {
  return iterations.toLocaleString('en');
}
