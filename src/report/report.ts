import { footnotesOf, gatherDeviations, type Deviation } from './deviations.js';
import { Evidence, isFinished } from './evidence/evidence.js';
import { describeBasis, Placer, type PlacedRun } from './evidence/place.js';
import { loadReferences, type References } from './evidence/references.js';
import { figureResult, type FigureResult } from './figures/lines.js';
import { judgeClaim, type ClaimResult } from './judge/claim.js';
import { statisticOf } from './judge/statistic.js';
import { StaleCheck } from './lineage/stale.js';
import { loadPaper, type Paper } from './paper/paper.js';
import type { PaperClaim, PaperDiagram } from './paper/schema.js';
import type { Run } from './results/run.js';
import { accuracyTable, type AccuracyTableResult } from './tables/accuracy.js';
import { architectureTable, type ArchitectureTableResult } from './tables/architecture.js';

/** A run as the report lists it: where a number comes from. */
export interface RunRow {
  readonly run: Run;
  /** Series of the paper; empty: none of its experiments. */
  readonly series: readonly string[];
  /** In words; empty: none of the paper’s. */
  readonly basis: string;
  readonly finished: boolean;
  /** Final accuracy so far, in per cent. */
  readonly final: number | undefined;
  /** Why its numbers may not be what it would give now. */
  readonly stale: readonly string[];
}

/** Everything that the report says, before it is drawn or written. */
export interface Report {
  readonly paper: Paper;
  readonly claims: readonly ClaimResult[];
  readonly accuracyTables: readonly AccuracyTableResult[];
  readonly architectureTables: readonly ArchitectureTableResult[];
  /** By id. */
  readonly diagrams: readonly [string, PaperDiagram][];
  readonly figures: readonly FigureResult[];
  readonly deviations: readonly Deviation[];
  readonly runs: readonly RunRow[];
  /** Of the specs in configs/. */
  readonly problems: readonly string[];
}

/** What of the report is wanted; undefined: all. */
export type Only = readonly string[] | undefined;

/** Results → tables, figures and verdicts. Keeps the paper and the specs for the next time. */
export class Reporter {
  private readonly placer: Placer;
  private readonly stale = new StaleCheck();

  constructor(
    readonly paper: Paper = loadPaper(),
    references: References = loadReferences(),
  ) {
    this.placer = new Placer(paper, references);
  }

  report(runs: readonly Run[], only?: Only): Report {
    const { paper, placer } = this;
    const places = new Map(runs.map((run) => [run.id, placer.place(run)]));
    const evidence = new Evidence(
      paper,
      [...places.values()].filter((one) => one !== undefined),
    );
    const { accuracy_tables, architecture_tables, diagrams, figures, claims } = paper.data;
    return {
      paper,
      claims: claims
        .filter((claim) => isWanted(claim.id, only) || claim.shown_in.some((id) => isWanted(id, only)))
        .map((claim) => judgeClaim(claim, evidence)),
      accuracyTables: wanted(accuracy_tables, only).map(([id, table]) => accuracyTable(id, table, evidence)),
      architectureTables: wanted(architecture_tables, only).map(([id, table]) =>
        architectureTable(id, table, paper, placer),
      ),
      diagrams: wanted(diagrams, only),
      figures: wanted(figures, only).map(([id, figure]) => figureResult(id, figure, evidence)),
      deviations: gatherDeviations(evidence, placer),
      runs: runs.map((run) => this.row(run, places.get(run.id))),
      problems: placer.problems,
    };
  }

  private row(run: Run, placed: PlacedRun | undefined): RunRow {
    return {
      run,
      series: placed?.series ?? [],
      basis: placed === undefined ? '' : describeBasis(placed.basis),
      finished: placed !== undefined && isFinished(placed),
      final: placed === undefined ? undefined : statisticOf(placed, 'final'),
      stale: this.stale.reasons(run),
    };
  }
}

/** Every id that `--only` and `--why` know. */
export function knownParts({ data }: Paper): readonly string[] {
  return [
    ...Object.keys(data.accuracy_tables),
    ...Object.keys(data.architecture_tables),
    ...Object.keys(data.diagrams),
    ...Object.keys(data.figures),
    ...data.claims.map(({ id }) => id),
  ];
}

/** The series behind a claim. */
export function seriesOfClaim({ checks }: PaperClaim, paper: Paper): readonly string[] {
  return checks.flatMap((check) => {
    if (check.kind === 'difference') return [check.left, check.right];
    if (check.kind === 'cells')
      return paper.data.accuracy_tables[check.table]!.rows.map(({ series }) => series);
    return [check.series];
  });
}

export function footnotesOfClaim(claim: PaperClaim, { paper, deviations }: Report): readonly number[] {
  return footnotesOf(seriesOfClaim(claim, paper), deviations);
}

function isWanted(id: string, only: Only): boolean {
  return only === undefined || only.includes(id);
}

function wanted<T>(parts: Readonly<Record<string, T>>, only: Only): [string, T][] {
  return Object.entries(parts).filter(([id]) => isWanted(id, only));
}
