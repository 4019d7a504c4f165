import { parse, stringify } from 'yaml';
import { isPlain, type Plain } from '../../common/plain.js';
import { scaleSpec } from '../../spec/scale.js';
import { specSchema } from '../../spec/schema/spec.js';
import type { Series } from '../paper/paper.js';
import type { Reading } from '../paper/schema.js';
import type { Run } from '../results/run.js';
import type { Reference, References } from './references.js';
import { describeDifference, digestOf, settingsDifference, type Difference } from './settings.js';

/** The settings of a run, compared with the readings of its experiment. */
export interface Settings {
  /** Empty for the settings that the claims are about. */
  readonly key: string;
  /** In words; empty for the settings that the claims are about. */
  readonly words: string;
}

const SAME: Settings = { key: '', words: '' };

/** Compares runs with the specs of a claims file under each reading. */
export class Readings {
  private readonly differences = new Map<string, Difference>();

  constructor(private readonly references: References) {}

  /** The spec of a series under a reading; undefined if the reading does not define one. */
  reference({ of, network, spec, set, experiment }: Series, reading: Reading): Reference | undefined {
    const isFirst = reading === experiment.readings[0];
    const own = Object.hasOwn(reading.specs, network) ? reading.specs[network] : undefined;
    if (!isFirst && reading.set.length === 0 && (spec !== undefined || own === undefined)) {
      return undefined;
    }
    return this.references.get(spec ?? own ?? of.spec, [...reading.set, ...set]);
  }

  /**
   * The settings of a run, once for each reading that it matches: a network that two readings share belongs to both. If it
   * matches none, its difference from the reading marked `fixed`.
   */
  settingsOf(run: Run, series: Series, scale: number): readonly Settings[] {
    const { readings } = series.experiment;
    const fixed = readings.find((reading) => reading.fixed) ?? readings[0]!;
    const ofReadings = this.readingsOf(run, series, scale);
    if (ofReadings.length > 0) return ofReadings;
    const own = this.difference(run.spec, series, fixed, scale);
    return own === undefined ? [SAME] : [{ key: digestOf(own.changes), words: describeDifference(own) }];
  }

  /** The readings whose spec equals the run’s, setting by setting. */
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

/** Runs of older versions lack newer fields; those fields have their defaults. */
function withDefaults(spec: Plain): Plain {
  const parsed: unknown = specSchema.safeParse(spec).data;
  return isPlain(parsed) ? asPlain(parsed) : spec;
}

/** As YAML stores it: without undefined fields. */
function asPlain(spec: unknown): Plain {
  const plain: unknown = parse(stringify(spec));
  return isPlain(plain) ? plain : {};
}
