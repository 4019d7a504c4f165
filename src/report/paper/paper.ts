import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  paperSchema,
  type AccuracyTable,
  type PaperClaim,
  type PaperData,
  type PaperExperiment,
  type PaperNetwork,
  type PaperSeries,
} from './schema.js';

const FILE = new URL('../../../paper/paper.yaml', import.meta.url);

/** A series together with the network and the experiment that it belongs to. */
export interface Series extends PaperSeries {
  readonly id: string;
  readonly of: PaperNetwork;
  readonly experiment: PaperExperiment;
}

/** The paper as data, with every reference between its parts checked. */
export class Paper {
  private readonly all: ReadonlyMap<string, Series>;

  constructor(readonly data: PaperData) {
    this.all = new Map(
      Object.entries(data.series).map(([id, series]) => {
        const of = entry(data.networks, series.network, 'network');
        return [
          id,
          { ...series, id, of, experiment: entry(data.experiments, of.experiments[0]!, 'experiment') },
        ];
      }),
    );
    this.checkReferences();
  }

  series(id: string): Series {
    const series = this.all.get(id);
    if (series === undefined) throw new Error(`paper.yaml: unknown series ${id}`);
    return series;
  }

  allSeries(): readonly Series[] {
    return [...this.all.values()];
  }

  experiment(id: string): PaperExperiment {
    return entry(this.data.experiments, id, 'experiment');
  }

  network(id: string): PaperNetwork {
    return entry(this.data.networks, id, 'network');
  }

  accuracyTable(id: string): AccuracyTable {
    return entry(this.data.accuracy_tables, id, 'table');
  }

  /** What the settings of some series are called where nothing was changed; empty: as in the paper. */
  ownSettings(series: readonly string[]): string {
    const labels = new Set(series.map((id) => this.series(id).experiment.readings[0]!.label));
    return labels.size === 1 ? [...labels][0]! : 'the project’s choice of each experiment';
  }

  /** The series behind a claim. */
  seriesOfClaim({ checks }: PaperClaim): readonly string[] {
    return checks.flatMap((check) => {
      if (check.kind === 'difference') return [check.left, check.right];
      if (check.kind === 'cells') return this.accuracyTable(check.table).rows.map(({ series }) => series);
      return [check.series];
    });
  }

  private checkReferences(): void {
    const { accuracy_tables, architecture_tables, figures, claims } = this.data;
    for (const table of Object.values(accuracy_tables)) for (const row of table.rows) this.series(row.series);
    for (const table of Object.values(architecture_tables)) {
      for (const column of table.columns) this.network(column.network);
    }
    for (const { panels } of Object.values(figures)) {
      for (const line of panels.flatMap((panel) => panel.lines)) this.series(line);
    }
    for (const { experiments } of Object.values(this.data.networks)) {
      experiments.forEach((id) => this.experiment(id));
    }
    for (const claim of claims) this.seriesOfClaim(claim).forEach((id) => this.series(id));
  }
}

/** Reads `paper/paper.yaml`. */
export function loadPaper(): Paper {
  return new Paper(paperSchema.parse(parse(readFileSync(FILE, 'utf8'))));
}

function entry<T>(entries: Readonly<Record<string, T>>, id: string, what: string): T {
  const found = entries[id];
  if (found === undefined) throw new Error(`paper.yaml: unknown ${what} ${id}`);
  return found;
}
