import type { PlannedRun } from './planned-run.js';

/** Runs in the order in which they may start: those of a wave start from the weights of runs in earlier waves, or from none. */
export function wavesOf(runs: readonly PlannedRun[]): readonly (readonly PlannedRun[])[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const depthOf = ({ source }: PlannedRun): number => {
    const found = source === undefined ? undefined : byId.get(source);
    return found === undefined ? 0 : 1 + depthOf(found);
  };
  const waves: PlannedRun[][] = [];
  for (const run of runs) (waves[depthOf(run)] ??= []).push(run);
  return waves.filter((wave) => wave.length > 0);
}
