import { relative, resolve, sep } from 'node:path';
import { PACKAGE_ROOT } from '../../common/paths.js';
import { pathFrom } from '../../spec/source/files.js';
import type { Claim } from './claim-schema.js';
import type { AccuracyTable, PaperData, PaperNetwork, PaperSeries } from './complete.js';
import type { PaperExperiment } from './schema.js';
import { wordingOf, type Wording } from './wording.js';

/** A series with its network and its experiment. */
export interface Series extends PaperSeries {
  readonly id: string;
  readonly of: PaperNetwork;
  readonly experiment: PaperExperiment;
}

/** A claims file as data, with all references checked. */
export class Paper {
  readonly wording: Wording;
  private readonly all: ReadonlyMap<string, Series>;

  /**
   * @param file The claims file; paths of specs are relative to it.
   * @param command The command that generates its report.
   */
  constructor(
    readonly data: PaperData,
    private readonly file: string,
    readonly command: string,
  ) {
    this.wording = wordingOf(data.source);
    this.all = new Map(
      Object.entries(data.series).map(([id, series]) => {
        const of = this.network(series.network);
        return [id, { ...series, id, of, experiment: this.experiment(of.experiments[0]!) }];
      }),
    );
  }

  series(id: string): Series {
    const series = this.all.get(id);
    if (series === undefined) throw new Error(`unknown series ${id}`);
    return series;
  }

  allSeries(): readonly Series[] {
    return [...this.all.values()];
  }

  network(id: string): PaperNetwork {
    return entry(this.data.networks, id, 'network');
  }

  accuracyTable(id: string): AccuracyTable {
    return entry(this.data.accuracy_tables, id, 'table');
  }

  /** Percentage points by which the accuracies of a table may differ from the expected ones. */
  marginOf({ rows }: AccuracyTable): number {
    return this.series(rows[0]!.series).experiment.margin;
  }

  /** The path of a spec named in the file. */
  pathOf(spec: string): string {
    return pathFrom(this.file, spec);
  }

  /** The path shown to the reader; `configs/lenet10.yaml` for a spec shipped with the program. */
  nameOf(spec: string): string {
    const path = resolve(this.pathOf(spec));
    return path.startsWith(PACKAGE_ROOT)
      ? relative(PACKAGE_ROOT, path).replaceAll(sep, '/')
      : this.pathOf(spec);
  }

  /** The name of the unchanged settings of some series; empty if they are the source’s. */
  ownSettings(series: readonly string[]): string {
    const labels = new Set(series.map((id) => this.series(id).experiment.readings[0]!.label));
    return labels.size === 1 ? [...labels][0]! : this.wording.asChosen;
  }

  /** The series that a claim depends on. */
  seriesOfClaim({ checks }: Claim): readonly string[] {
    return checks.flatMap((check) => {
      if (check.kind === 'difference') return [check.left, check.right];
      if (check.kind === 'cells') return this.accuracyTable(check.table).rows.map(({ series }) => series);
      return [check.series];
    });
  }

  private experiment(id: string): PaperExperiment {
    return entry(this.data.experiments, id, 'experiment');
  }
}

function entry<T>(entries: Readonly<Record<string, T>>, id: string, what: string): T {
  const found = entries[id];
  if (found === undefined) throw new Error(`unknown ${what} ${id}`);
  return found;
}
