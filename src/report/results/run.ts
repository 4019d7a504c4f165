import { statSync } from 'node:fs';
import { join } from 'node:path';
import { noPoints, readPoints, type Curve } from '../../run/curve-points.js';
import { digestOfRecorded } from '../../spec/identity.js';
import { findRuns } from '../../run/find.js';
import type { Plain } from '../../common/plain.js';
import { readTextGuarded } from '../../common/guarded-read.js';
import { NO_FACTS, readFacts, type RunFacts } from '../../run/run-facts.js';
import { SpecTexts } from './spec-text.js';
import type { Traits } from './traits.js';

/** A run folder, as far as it can be read. */
export interface Run {
  /** Path from the results folder, with `/`: the run's name in the report. */
  readonly id: string;
  readonly spec: Plain;
  /** Undefined if the spec cannot be read. */
  readonly traits: Traits | undefined;
  readonly seed: number;
  /** Digest of the fields of its spec that compute, by the current rules; undefined if spec.yaml does not match run.json. */
  readonly digest: string | undefined;
  readonly record: RunFacts;
  readonly curve: Curve;
  readonly problems: readonly string[];
}

const NO_CURVE: Curve = noPoints();

/** Largest files read, in bytes. A spec of a thousand layers has 200 kB, a curve of a million rows 80 MB. */
const MOST_BYTES = { 'spec.yaml': 1e6, 'run.json': 16e6, 'curve.csv': 256e6 } as const;

type FileName = keyof typeof MOST_BYTES;

/** Reads run folders. Reads again only what has changed, for a page that follows a folder. */
export class RunReader {
  private readonly specs = new SpecTexts();
  private readonly known = new Map<string, { stamp: string; run: Run }>();

  /** All runs below `root`, sorted; calls `warn` for folders that cannot be read. */
  readAll(root: string, warn?: (problem: string) => void): readonly Run[] {
    return findRuns(root, warn).map((id) => this.read(root, id));
  }

  private read(root: string, id: string): Run {
    const folder = join(root, id);
    const stamp = Object.keys(MOST_BYTES).map((name) => stampOf(join(folder, name))).join(' ');
    const before = this.known.get(folder);
    if (before?.stamp === stamp) return before.run;
    const run = this.load(folder, id);
    this.known.set(folder, { stamp, run });
    return run;
  }

  private load(folder: string, id: string): Run {
    const problems: string[] = [];
    const read = <T>(name: FileName, parse: (text: string) => T, without: T): T => {
      try {
        return parse(readTextGuarded(join(folder, name), MOST_BYTES[name]));
      } catch (error) {
        problems.push(`${name} cannot be read: ${reason(error)}`);
        return without;
      }
    };
    const spec = read('spec.yaml', (text) => ({ ...this.specs.read(text), text }), undefined);
    const record = read('run.json', readFacts, NO_FACTS);
    const curve = read('curve.csv', readPoints, NO_CURVE);
    return {
      id,
      spec: spec?.plain ?? {},
      traits: spec?.traits,
      seed: spec?.seed ?? record.seed ?? 1,
      digest: digestOfRecorded(record.specDigest ?? '', () => spec?.text),
      record,
      curve,
      problems: [...problems, ...curve.problems],
    };
  }
}

function stampOf(file: string): string {
  try {
    const { size, mtimeMs } = statSync(file);
    return `${size}:${mtimeMs}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
