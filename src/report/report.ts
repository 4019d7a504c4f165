import { finalAccuracy } from '../run/final-accuracy.js';
import { footnotesOf, gatherDeviations, type Deviation } from './deviations.js';
import { Evidence, isFinished } from './evidence/evidence.js';
import { describeBasis } from './evidence/basis.js';
import { Placer, type Place } from './evidence/place.js';
import { References } from './evidence/references.js';
import { figureResult, type FigureResult } from './figures/lines.js';
import { judgeClaim, type ClaimResult } from './judge/claim.js';
import { StaleCheck, type Staleness } from './lineage/stale.js';
import type { Claim } from './paper/claim-schema.js';
import type { PaperDiagram } from './paper/complete.js';
import { loadPaper } from './paper/load.js';
import type { Paper } from './paper/paper.js';
import { nameRuns } from './own/names.js';
import { studiesOf, type Study } from './own/studies.js';
import type { Run } from './results/run.js';
import { accuracyTable, type AccuracyTableResult } from './tables/accuracy.js';
import { conditionsTable, type ConditionsTable } from './tables/conditions.js';
import { architectureTable, type ArchitectureTableResult } from './tables/architecture.js';
import { messageOf } from '../common/errors.js';

/** A run as the report lists it, to show where a number comes from. */
export interface RunRow {
  readonly run: Run;
  /** `my-net, base_lr 0.01, seed 2` */
  readonly name: string;
  /** Series of the claims file that it belongs to; may be empty. */
  readonly series: readonly string[];
  /** Its conditions in words; empty if it belongs to no series. */
  readonly basis: string;
  readonly finished: boolean;
  /** Final accuracy so far, in percent. */
  readonly final: number | undefined;
  /** Why the same command would compute a different result now. */
  readonly stale: readonly string[];
  /** What could not be compared to find out, and why; empty if everything was. */
  readonly notCompared: string;
}

/** The full content of the report, before it is drawn or written. */
export interface Report {
  readonly paper: Paper;
  /** In file order. */
  readonly claims: readonly ClaimResult[];
  /** The verdicts under each of the settings that were run. */
  readonly conditions: readonly ConditionsTable[];
  readonly accuracyTables: readonly AccuracyTableResult[];
  readonly architectureTables: readonly ArchitectureTableResult[];
  /** By id. */
  readonly diagrams: readonly [string, PaperDiagram][];
  readonly figures: readonly FigureResult[];
  readonly deviations: readonly Deviation[];
  /** Runs that no claim is about. */
  readonly studies: readonly Study[];
  readonly runs: readonly RunRow[];
  /** Problems with the specs named in the claims file. */
  readonly problems: readonly string[];
}

/** Ids of the wanted parts of the report; undefined means all. */
export type Only = readonly string[] | undefined;

/** Turns results into tables, figures and verdicts. Keeps the paper and the specs for the next report. */
export class Reporter {
  private readonly placer: Placer;
  private readonly stale = new StaleCheck();

  constructor(readonly paper: Paper = loadPaper()) {
    this.placer = new Placer(paper, new References(paper));
  }

  report(runs: readonly Run[], only?: Only): Report {
    const { paper, placer } = this;
    const names = nameRuns(runs);
    const places = new Map(runs.map((run) => [run.id, this.place(run)]));
    const placed = [...places.values()].flatMap((place) => place.placed);
    const evidence = new Evidence(paper, placed, (series) => placer.iterations(series));
    const { accuracy_tables, architecture_tables, diagrams, figures, claims, conditions } = paper.data;
    const judged = claims
      .filter((claim) => isWanted(claim.id, only) || claim.shown_in.some((id) => isWanted(id, only)))
      .map((claim) => judgeClaim(claim, evidence));
    return {
      paper,
      claims: judged,
      conditions: conditions
        .filter(({ id }) => isWanted(id, only))
        .map((one) => conditionsTable(one, judged, paper)),
      accuracyTables: wanted(accuracy_tables, only).map(([id, table]) => accuracyTable(id, table, evidence)),
      architectureTables: wanted(architecture_tables, only).map(([id, table]) =>
        architectureTable(id, table, paper, placer),
      ),
      diagrams: wanted(diagrams, only),
      figures: wanted(figures, only).map(([id, figure]) => figureResult(id, figure, evidence)),
      studies: only === undefined ? studiesOf(runs.filter(({ id }) => !isOfPaper(places.get(id)!))) : [],
      deviations: gatherDeviations(evidence, placer),
      runs: runs.map((run) => this.row(run, names.get(run.id)!.text, places.get(run.id)!)),
      problems: placer.problems,
    };
  }

  /** A run that cannot be placed, for whatever reason, is listed with the reason and does not affect others. */
  private place(run: Run): Place {
    try {
      return this.placer.place(run);
    } catch (error) {
      return {
        placed: [],
        problem: `it cannot be placed: ${messageOf(error)}`,
      };
    }
  }

  private row(run: Run, name: string, { placed, problem }: Place): RunRow {
    const [first] = placed;
    const { reasons: stale, unknown: notCompared } = this.staleness(run);
    const bases = placed.map(({ basis, of }) => describeBasis(basis, this.paper, [of.id]));
    return {
      run: problem === undefined ? run : { ...run, problems: [...run.problems, problem] },
      name,
      series: first?.series ?? [],
      basis: bases.join('; also '),
      finished: first !== undefined && isFinished(first),
      final: finalAccuracy(run.curve.test),
      stale,
      notCompared,
    };
  }

  private staleness(run: Run): Staleness {
    try {
      return this.stale.of(run);
    } catch (error) {
      return { reasons: [], unknown: messageOf(error) };
    }
  }
}

function isOfPaper({ placed }: Place): boolean {
  return placed.some(({ series }) => series.length > 0);
}

/** Every id that `--only` and `--why` accept. */
export function knownParts({ data }: Paper): readonly string[] {
  return [
    ...Object.keys(data.accuracy_tables),
    ...Object.keys(data.architecture_tables),
    ...Object.keys(data.diagrams),
    ...Object.keys(data.figures),
    ...data.conditions.map(({ id }) => id),
    ...data.claims.map(({ id }) => id),
  ];
}

/** The spec of the first claim, suggested to readers who have no runs. */
export function firstSpec({ paper }: Report): string {
  return paper
    .seriesOfClaim(paper.data.claims[0]!)
    .map((id) => paper.series(id))
    .map(({ spec, of }) => paper.nameOf(spec ?? of.spec))[0]!;
}

export function footnotesOfClaim(claim: Claim, { paper, deviations }: Report): readonly number[] {
  return footnotesOf(paper.seriesOfClaim(claim), deviations);
}

function isWanted(id: string, only: Only): boolean {
  return only === undefined || only.includes(id);
}

function wanted<T>(parts: Readonly<Record<string, T>>, only: Only): [string, T][] {
  return Object.entries(parts).filter(([id]) => isWanted(id, only));
}
