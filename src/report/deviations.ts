import type { Evidence } from './evidence/evidence.js';
import type { Placer } from './evidence/place.js';
import type { PaperExperiment } from './paper/schema.js';
import type { Run } from './results/run.js';
import type { Traits } from './results/traits.js';
import { isPlain, listAt, textAt } from '../common/plain.js';

/** A numbered footnote: a difference from the source of the claims, or a choice where the source is silent. */
export interface Deviation {
  readonly number: number;
  readonly about: string;
  /** Empty if the paper does not specify it. */
  readonly paper: string;
  readonly here: string;
  /** Ids of the series whose numbers it affects; empty means all. */
  readonly series: readonly string[];
}

/** Deviations listed in the claims file, followed by those from data sets and spec notes, without duplicates. */
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
  for (const { run, traits, series, of } of evidence.placed) {
    for (const { paper, here } of dataDeviations(run, traits, of.experiment))
      add('Data', paper, here, series);
    for (const note of listAt(run.spec, 'notes').filter(isPlain)) {
      add(textAt(note, 'about') ?? '', '', textAt(note, 'choice') ?? '', series);
    }
  }
  for (const { id } of evidence.paper.allSeries()) {
    for (const note of placer.reference(id)?.spec.notes ?? []) add(note.about, '', note.choice, [id]);
  }
  return [...general, ...notes.values()].map((one, i) => ({
    ...one,
    number: i + 1,
    series: [...one.series],
  }));
}

/** Data sets used in place of the paper’s, and records that lack the number of images. */
function dataDeviations(
  { record }: Run,
  { dataset }: Traits,
  { datasets = [dataset], data }: PaperExperiment,
): readonly { paper: string; here: string }[] {
  const [paper = ''] = datasets;
  const format = record.data?.format;
  const isOther =
    dataset !== paper || (data?.format !== undefined && format !== undefined && format !== data.format);
  return [
    ...(isOther
      ? [{ paper, here: `${dataset}${format === undefined ? '' : `, read from ${format},`} is used instead` }]
      : []),
    ...(data !== undefined && record.data?.train === undefined
      ? [{ paper: trainingImages(data), here: 'the number of images was not recorded' }]
      : []),
  ];
}

function trainingImages({ train: [least, most] }: NonNullable<PaperExperiment['data']>): string {
  return `${least === most ? '' : 'about '}${least.toLocaleString('en')} training images`;
}

/** The footnotes of a number computed from these series. Footnotes that affect every number are not marked. */
export function footnotesOf(series: readonly string[], deviations: readonly Deviation[]): readonly number[] {
  return deviations.filter((one) => one.series.some((id) => series.includes(id))).map(({ number }) => number);
}
