import type { Evidence } from './evidence/evidence.js';
import type { Placer } from './evidence/place.js';
import { isPlain, listAt, textAt } from '../common/plain.js';

/** Where this reproduction differs from the paper, or chose what the paper leaves open: a numbered footnote. */
export interface Deviation {
  readonly number: number;
  readonly about: string;
  /** Empty: the paper leaves it open. */
  readonly paper: string;
  readonly here: string;
  /** Ids of the series whose numbers it touches; empty: all. */
  readonly series: readonly string[];
}

/** The general ones of paper.yaml, then what the data sets and the notes of the specs say, each once. */
export function gatherDeviations(evidence: Evidence, placer: Placer): readonly Deviation[] {
  const general = evidence.paper.data.deviations.map((one) => ({ ...one, series: new Set<string>() }));
  const hardware = general.find(({ about }) => about === 'Hardware');
  const machines = [...new Set(evidence.placed.map(({ run }) => run.record.hardware))].filter(
    (name) => name !== '',
  );
  if (hardware !== undefined && machines.length > 0) hardware.here += `. Runs here: ${machines.join('; ')}`;
  const notes = new Map<string, { about: string; paper: string; here: string; series: Set<string> }>();
  const add = (about: string, paper: string, here: string, series: readonly string[]) => {
    const key = `${about}\n${here}`;
    const known = notes.get(key) ?? { about, paper, here, series: new Set<string>() };
    series.forEach((id) => known.series.add(id));
    notes.set(key, known);
  };
  for (const { traits, series } of evidence.placed) {
    const primary =
      series[0] === undefined ? undefined : evidence.paper.series(series[0]).experiment.datasets[0];
    if (primary !== undefined && traits.dataset !== primary) {
      add('Data', primary, `the data set ${traits.dataset} stands for it`, series);
    }
  }
  for (const { id } of evidence.paper.allSeries()) {
    for (const note of placer.reference(id)?.spec.notes ?? []) add(note.about, '', note.choice, [id]);
  }
  for (const { run, series } of evidence.placed) {
    for (const note of listAt(run.spec, 'notes').filter(isPlain)) {
      add(textAt(note, 'about') ?? '', '', textAt(note, 'choice') ?? '', series);
    }
  }
  return [...general, ...notes.values()].map((one, i) => ({
    ...one,
    number: i + 1,
    series: [...one.series],
  }));
}

/** The footnotes of a number made from these series. */
export function footnotesOf(series: readonly string[], deviations: readonly Deviation[]): readonly number[] {
  return deviations
    .filter((one) => one.series.length === 0 || one.series.some((id) => series.includes(id)))
    .map(({ number }) => number);
}
