import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { noPoints, readPoints, type Curve } from '../../run/curve-points.js';
import { digestOfRecorded } from '../../spec/identity.js';
import { findRuns } from '../../run/find.js';
import type { Plain } from '../../common/plain.js';
import { NO_FACTS, readFacts, type RunFacts } from '../../run/run-facts.js';
import { SpecTexts } from './spec-text.js';
import type { Traits } from './traits.js';

/** One run folder, as far as it can be read. */
export interface Run {
  /** Path from the results folder, with `/`: the run's name in the report. */
  readonly id: string;
  readonly spec: Plain;
  /** Undefined: the spec can't be read. */
  readonly traits: Traits | undefined;
  readonly seed: number;
  /** Of what its spec computes, by today's rules; undefined where spec.yaml is not what run.json names. */
  readonly digest: string | undefined;
  readonly record: RunFacts;
  readonly curve: Curve;
  readonly problems: readonly string[];
}

const NO_CURVE: Curve = noPoints();

/** Reads run folders, and again only what has changed since: for a page that follows a folder. */
export class RunReader {
  private readonly specs = new SpecTexts();
  private readonly known = new Map<string, { stamp: string; run: Run }>();

  /** All runs below `root`, in order. */
  readAll(root: string): readonly Run[] {
    return findRuns(root).map((id) => this.read(root, id));
  }

  private read(root: string, id: string): Run {
    const folder = join(root, id);
    const stamp = ['curve.csv', 'run.json', 'spec.yaml'].map((name) => stampOf(join(folder, name))).join(' ');
    const before = this.known.get(folder);
    if (before?.stamp === stamp) return before.run;
    const run = this.load(folder, id);
    this.known.set(folder, { stamp, run });
    return run;
  }

  private load(folder: string, id: string): Run {
    const problems: string[] = [];
    const read = <T>(name: string, parse: (text: string) => T, without: T): T => {
      try {
        return parse(readFileSync(join(folder, name), 'utf8'));
      } catch (error) {
        problems.push(`${name} can’t be read: ${reason(error)}`);
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
      digest: digestOfRecorded(record.specDigest ?? '', spec?.text),
      record,
      curve,
      problems: [...problems, ...curve.problems],
    };
  }
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '-' : `${stats.size}:${stats.mtimeMs}`;
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is none';
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
