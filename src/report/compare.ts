import { leaves } from '../common/leaves.js';
import type { Run } from './results/run.js';

/** Where two runs differ. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  readonly spec: readonly Difference[];
  readonly provenance: readonly Difference[];
  /** Test accuracies in per cent, at the iterations that both were tested at. */
  readonly curve: readonly { iteration: number; a: number; b: number; difference: number }[];
}

interface Difference {
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

export function compareRuns(a: Run, b: Run): Comparison {
  return {
    a: a.id,
    b: b.id,
    spec: differences(a.spec, b.spec),
    provenance: differences(a.record.plain, b.record.plain),
    curve: curveDifferences(a, b),
  };
}

function differences(a: unknown, b: unknown): readonly Difference[] {
  const [before, after] = [leaves(a), leaves(b)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path, a: before.get(path), b: after.get(path) }));
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
      ? ['  no iteration at which both were tested']
      : ['  iteration        A        B    B − A']),
    ...curve.map((one) => {
      const [left, right] = [one.a, one.b].map((value) => value.toFixed(2).padStart(8));
      const difference = `${one.difference < 0 ? '−' : '+'}${Math.abs(one.difference).toFixed(2)}`;
      return `  ${String(one.iteration).padStart(9)} ${left!} ${right!} ${difference.padStart(8)}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, differing: readonly Difference[]): readonly string[] {
  if (differing.length === 0) return [`${title}: the same`];
  return [title, ...differing.map(({ path, a, b }) => `  ${path}: ${show(a)} → ${show(b)}`)];
}

function show(value: unknown): string {
  return value === undefined ? 'unset' : typeof value === 'string' ? value : JSON.stringify(value);
}
