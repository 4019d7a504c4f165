import type { Network } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';
import type { Stage } from '../network/stages.js';

/** The end of the names of the signatures that a step uses: `train`, `train_deep`, `train_stage0`. */
export type StepSuffix = '' | '_deep' | `_stage${number}`;

/**
 * Chooses the signatures of a step by its copied units: those of the deep network if none is copied, else those of the first
 * stage whose absent DropIns copy every unit.
 */
export function stepSuffix(
  network: Network,
  stages: readonly Stage[],
): (copied: readonly number[]) => StepSuffix {
  const layers = scheduledLayers(network);
  const absences = stages.map(({ absent }) =>
    layers.flatMap(({ name, units }, position) => (absent.has(name) ? [{ position, units }] : [])),
  );
  return (copied) => {
    if (copied.every((count) => count === 0)) return '_deep';
    const stage = absences.findIndex((absent) =>
      absent.every(({ position, units }) => copied[position] === units),
    );
    return stage < 0 ? '' : `_stage${stage}`;
  };
}
