import type { CheckpointChoice } from '../run/chosen-checkpoint.js';

/** Which checkpoint of a run is read. */
export interface CheckpointOptions {
  /** By default the newest; `best` is that of the highest test accuracy. */
  readonly checkpoint?: 'newest' | 'best' | undefined;
  /** The checkpoint of this iteration instead. */
  readonly iteration?: number | undefined;
  /** Receives what is odd about the run or its data, a sentence each. */
  readonly warn?: ((message: string) => void) | undefined;
}

export function choiceOf({ iteration, checkpoint = 'newest' }: CheckpointOptions): CheckpointChoice {
  return iteration ?? checkpoint;
}
