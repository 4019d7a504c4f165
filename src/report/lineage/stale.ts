import { readFileSync } from 'node:fs';
import { textAt } from '../../common/plain.js';
import type { CodeVersions, Fingerprint } from '../../run/fingerprint.js';
import type { Lenient } from '../../run/lenient.js';
import { specChanges as describeChanges } from '../../run/spec-changes.js';
import { specDigest } from '../../spec/identity.js';
import { specSchema, type Spec } from '../../spec/schema/spec.js';
import { CODE_VERSIONS } from '../../train/code-versions.js';
import type { Run } from '../results/run.js';
import { CurrentGraphs } from './current-graph.js';
import { CurrentSpecs } from './current-spec.js';
import { sourceChange } from './source-change.js';

/** Whether the same command would compute the same result now. */
export interface Staleness {
  /** Why it would not; empty if it would, as far as is known. */
  readonly reasons: readonly string[];
  /** What could not be compared, and why; empty if everything was compared. */
  readonly unknown: string;
}

/** What affects the results besides a run’s own spec and graph. */
export interface Program {
  readonly tensorflow: string;
  readonly code: CodeVersions;
}

const WHEELS = new URL('../../../scripts/setup/wheels.json', import.meta.url);

/** The TensorFlow version that the setup installs, read without loading it, and the code versions. */
function thisProgram(): Program {
  const wheels: unknown = JSON.parse(readFileSync(WHEELS, 'utf8'));
  return { tensorflow: textAt(wheels, 'tensorflow') ?? '', code: CODE_VERSIONS };
}

/**
 * Compares what a run recorded with what would be run now: its spec, those that its weights come from, the compiled graph, the versions of the remaining code,
 * and TensorFlow’s version. Nothing is run, and TensorFlow is not loaded.
 */
export class StaleCheck {
  private readonly specs = new CurrentSpecs();
  private readonly graphs = new CurrentGraphs();

  constructor(private readonly program: Program = thisProgram()) {}

  of(run: Run): Staleness {
    const { fingerprint, specPath } = run.record;
    if (fingerprint === undefined) {
      return { reasons: [], unknown: 'the run did not record what its results depend on' };
    }
    const now = this.specs.of(run.record);
    const changes = now === undefined ? [] : specChanges(run, now.spec);
    const sameSpec = now !== undefined && changes.length === 0 && fingerprint.graph !== undefined;
    const otherGraph = sameSpec && this.graphs.digestOf(now, fingerprint.graph) !== fingerprint.graph;
    return {
      reasons: [
        ...changes,
        ...[sourceChange(run)].filter((change) => change !== undefined),
        ...(otherGraph ? ['the compiled graph has changed'] : []),
        ...programChanges(fingerprint, this.program),
      ],
      unknown: now === undefined ? `its spec file ${specPath ?? ''} can no longer be read` : '',
    };
  }
}

function specChanges({ spec, seed, record, digest }: Run, now: Spec): readonly string[] {
  const then = digest ?? record.fingerprint?.spec;
  if (then === undefined || specDigest(now) === then) return [];
  return [describeChanges('its spec', specSchema.safeParse({ ...spec, seed }).data, now)];
}

function programChanges(fingerprint: Lenient<Fingerprint>, now: Program): readonly string[] {
  const { code = {}, numerics } = fingerprint;
  const parts = Object.entries(now.code).flatMap(([part, version]) => {
    const then = code[part as keyof CodeVersions];
    const name = part.replaceAll('_', ' ');
    return then === undefined || then === version
      ? []
      : [`${name} has changed: version ${then} → ${version}`];
  });
  const tensorflow = numerics?.tensorflow;
  return tensorflow === undefined || tensorflow === now.tensorflow
    ? parts
    : [...parts, `TensorFlow ${tensorflow} → ${now.tensorflow}`];
}
