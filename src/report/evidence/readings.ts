import { parse, stringify } from 'yaml';
import { isPlain, type Plain } from '../../common/plain.js';
import { scaleSpec } from '../../spec/scale.js';
import { specSchema } from '../../spec/schema/spec.js';
import type { Series } from '../paper/paper.js';
import type { Reading } from '../paper/schema.js';
import type { Run } from '../results/run.js';
import type { Reference, References } from './references.js';
import { describeDifference, digestOf, settingsDifference, type Difference } from './settings.js';

/** The settings of a run against the readings of its experiment. */
export interface Settings {
  /** Empty: those that the claims are about. */
  readonly key: string;
  /** In words; empty likewise. */
  readonly words: string;
}

const SAME: Settings = { key: '', words: '' };

/** Compares runs with the specs of a claims file, as each reading has them. */
export class Readings {
  private readonly differences = new Map<string, Difference>();

  constructor(private readonly references: References) {}

  /** The spec of a series under a reading; undefined too where the reading has none for it. */
  reference({ of, network, spec, set, experiment }: Series, reading: Reading): Reference | undefined {
    const isFirst = reading === experiment.readings[0];
    const own = Object.hasOwn(reading.specs, network) ? reading.specs[network] : undefined;
    if (!isFirst && reading.set.length === 0 && (spec !== undefined || own === undefined)) {
      return undefined;
    }
    return this.references.get(spec ?? own ?? of.spec, [...reading.set, ...set]);
  }

  /**
   * The settings of a run, once for each reading that it is a run of: a network that two readings share belongs to both.
   * Without any, how it differs from the reading that the others are named from.
   */
  settingsOf(run: Run, series: Series, scale: number): readonly Settings[] {
    const { readings } = series.experiment;
    const fixed = readings.find((reading) => reading.fixed) ?? readings[0]!;
    const ofReadings = this.readingsOf(run, series, scale);
    if (ofReadings.length > 0) return ofReadings;
    const own = this.difference(run.spec, series, fixed, scale);
    return own === undefined ? [SAME] : [{ key: digestOf(own.changes), words: describeDifference(own) }];
  }

  /** The readings whose spec the run has, setting by setting. */
  readingsOf(run: Run, series: Series, scale: number): readonly Settings[] {
    return series.experiment.readings.flatMap((reading, i): Settings[] => {
      if (this.difference(run.spec, series, reading, scale)?.changes.length !== 0) return [];
      return [i === 0 ? SAME : { key: digestOf([reading.label]), words: reading.label }];
    });
  }

  private difference(spec: Plain, series: Series, reading: Reading, scale: number): Difference | undefined {
    const reference = this.reference(series, reading);
    if (reference === undefined) return undefined;
    const key = `${reference.file} ${[...reading.set, ...series.set].join(' ')} ${scale} ${JSON.stringify({ ...spec, seed: 0 })}`;
    let found = this.differences.get(key);
    if (found === undefined) {
      found = settingsDifference(asPlain(scaleSpec(reference.spec, scale)), withDefaults(spec));
      this.differences.set(key, found);
    }
    return found;
  }
}

/** A run of an older version of the program lacks the fields that came since: they are what they are by default. */
function withDefaults(spec: Plain): Plain {
  const parsed: unknown = specSchema.safeParse(spec).data;
  return isPlain(parsed) ? asPlain(parsed) : spec;
}

/** As YAML has it: without fields that are undefined. */
function asPlain(spec: unknown): Plain {
  const plain: unknown = parse(stringify(spec));
  return isPlain(plain) ? plain : {};
}
