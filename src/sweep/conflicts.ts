import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { printable } from '../common/printable.js';
import type { Overrides } from '../spec/load.js';
import { fromSet } from '../spec/source/overrides.js';
import type { Axis } from './axes.js';

/** Something that sets fields of the spec. */
type Source = Pick<Axis, 'option' | 'paths'>;

/**
 * Checks that no field is set twice: one of the values would be dropped.
 *
 * @throws {DropinError} exit code 2, which names both options and the field.
 */
export function expectNoConflict(axes: readonly Axis[], overrides: Overrides): void {
  const fixed = fixedSources(axes, overrides);
  for (const [i, axis] of axes.entries()) {
    for (const other of [...axes.slice(i + 1), ...fixed]) {
      const field = commonField(axis, other);
      if (field === undefined) continue;
      throw new DropinError(
        printable(`${axis.option} and ${other.option} both set ${field}: give one of them`),
        EXIT.USAGE,
      );
    }
  }
}

/** Options that give every run the same value. Where seeds are counted, `--seed` is the first of them. */
function fixedSources(axes: readonly Axis[], { set = [], seed, iterations }: Overrides): Source[] {
  const countsSeeds = axes.some(({ option }) => /^(--|sweep\.)seeds$/.test(option));
  return [
    ...set.map(fromSet).map(({ assignment, option }) => ({ option, paths: [assignment.split('=')[0]!] })),
    ...(seed === undefined || countsSeeds ? [] : [{ option: `--seed ${seed}`, paths: ['seed'] }]),
    ...(iterations === undefined
      ? []
      : [{ option: `--iterations ${iterations}`, paths: ['solver.iterations'] }]),
  ];
}

/** A field that both set: one path equals the other, or leads to it. */
function commonField(a: Source, b: Source): string | undefined {
  for (const one of a.paths) {
    for (const other of b.paths) {
      if (`${one}.`.startsWith(`${other}.`)) return one;
      if (`${other}.`.startsWith(`${one}.`)) return other;
    }
  }
  return undefined;
}
