import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { groupBy } from '../common/group-by.js';
import { printable } from '../common/printable.js';
import type { Setting } from './axes.js';
import type { Combination } from './expand.js';
import type { PlannedRun } from './planned-run.js';

interface Planned {
  readonly combination: Combination;
  readonly run: PlannedRun;
}

/**
 * Checks that every axis makes different runs. A field that does not compute, such as `display`, makes one run of all its values.
 *
 * @throws {DropinError} exit code 2, which names the axis.
 */
export function expectEffect(planned: readonly Planned[]): void {
  const settings = planned.flatMap(({ combination }) => combination.settings);
  for (const [axis, ofAxis] of groupBy(settings, (setting) => setting.axis)) {
    const values = [...new Set(ofAxis.map(({ value }) => value))];
    if (values.length < 2 || changesRuns(axis, planned)) continue;
    throw new DropinError(
      printable(
        `${optionOf(ofAxis[0])}: the values ${values.join(', ')} of ${axis} all make the same run: ` +
          'expected a field that changes what is computed',
      ),
      EXIT.USAGE,
    );
  }
}

function optionOf({ set }: Setting): string {
  return set[0]!.option.split(' ')[0]!;
}

/** Whether runs that agree in all else differ by the axis. */
function changesRuns(axis: string, planned: readonly Planned[]): boolean {
  const alike = groupBy(planned, ({ combination: { spec, settings } }) =>
    JSON.stringify([spec, settings.flatMap((one) => (one.axis === axis ? [] : [one.axis, one.value]))]),
  );
  return [...alike.values()].some((group) => new Set(group.map(({ run }) => run.digest)).size > 1);
}
