import { leaves } from '../common/leaves.js';
import { at, isPlain, listAt, numberAt, type Plain } from '../common/plain.js';
import { signed } from './render/words.js';
import type { Run } from './results/run.js';

/** Where two runs differ. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** Fields of the resolved specs; undefined if not set. */
  readonly spec: readonly Difference[];
  /** What produced the runs (commit, data, device, …), by the name shown. */
  readonly provenance: readonly Difference[];
  /** Test accuracies in percent, at the iterations where both runs were tested. */
  readonly curve: readonly { iteration: number; a: number; b: number; difference: number }[];
}

interface Difference {
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** The facts of a run.json that are compared, by the name shown. */
const FACTS: Readonly<Record<string, (record: Plain) => unknown>> = {
  status: (record) => record.status,
  iterations: (record) => record.iteration,
  commit: (record) => at(record, 'provenance', 'git', 'commit'),
  'uncommitted changes': (record) => yesNo(at(record, 'provenance', 'git', 'dirty')),
  data: (record) => at(record, 'fingerprint', 'data', 'digest') ?? at(record, 'provenance', 'data_digest'),
  dropin: (record) => at(record, 'provenance', 'dropin'),
  TensorFlow: (record) => at(record, 'provenance', 'tensorflow'),
  Node: (record) => at(record, 'provenance', 'node'),
  device: (record) => at(record, 'provenance', 'device'),
  processor: (record) => at(record, 'provenance', 'cpu'),
  threads: (record) => at(record, 'provenance', 'threads') ?? 'as many as the machine has',
  seconds: (record) => record.wall_time_s,
  resumed: describeResumes,
  'bad images': (record) => at(record, 'bad_images', 'count'),
  'command line': (record) => listAt(record, 'provenance', 'command').join(' '),
};

export function compareRuns(a: Run, b: Run): Comparison {
  const [before, after] = [leaves(a.spec), leaves(b.spec)];
  return {
    a: a.id,
    b: b.id,
    spec: differences([...new Set([...before.keys(), ...after.keys(), 'seed'])], (path) =>
      path === 'seed' ? [a.seed, b.seed] : [before.get(path), after.get(path)],
    ),
    provenance: differences(Object.keys(FACTS), (name) => [
      FACTS[name]!(a.record.plain),
      FACTS[name]!(b.record.plain),
    ]),
    curve: curveDifferences(a, b),
  };
}

function differences(
  paths: readonly string[],
  both: (path: string) => [unknown, unknown],
): readonly Difference[] {
  return paths.flatMap((path) => {
    const [a, b] = both(path);
    return a === b ? [] : [{ path, a, b }];
  });
}

function describeResumes(record: Plain): string {
  const at = listAt(record, 'resumes').filter(isPlain);
  const iterations = at.map((resume) => numberAt(resume, 'iteration')?.toLocaleString('en') ?? '?');
  return iterations.length === 0 ? 'never' : `at ${iterations.join(', ')}`;
}

function yesNo(value: unknown): string | undefined {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : undefined;
}

function curveDifferences({ curve: { test: a } }: Run, { curve: { test: b } }: Run): Comparison['curve'] {
  const other = new Map(b.iteration.map((iteration, i) => [iteration, b.accuracy[i]! * 100]));
  return a.iteration.flatMap((iteration, i) => {
    const [mine, theirs] = [a.accuracy[i]! * 100, other.get(iteration)];
    return theirs === undefined ? [] : [{ iteration, a: mine, b: theirs, difference: theirs - mine }];
  });
}

export function renderComparison({ a, b, spec, provenance, curve }: Comparison): string {
  const lines = [
    `A  ${a}`,
    `B  ${b}`,
    ...section('Spec', spec),
    ...section('Provenance', provenance),
    'Test accuracy (%)',
    ...(curve.length === 0
      ? ['  no iteration at which both runs were tested']
      : ['  iteration        A        B    B − A']),
    ...curve.map((one) => {
      const [left, right] = [one.a, one.b].map((value) => value.toFixed(2).padStart(8));
      return `  ${String(one.iteration).padStart(9)} ${left!} ${right!} ${signed(one.difference).padStart(8)}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, differing: readonly Difference[]): readonly string[] {
  if (differing.length === 0) return [`${title}: the same`];
  return [title, ...differing.map(({ path, a, b }) => `  ${path}: ${show(a)} in A, ${show(b)} in B`)];
}

function show(value: unknown): string {
  return value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);
}
