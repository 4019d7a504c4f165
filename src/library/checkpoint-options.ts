/** Which checkpoint of a run is read. */
export interface CheckpointOptions {
  /** By default the newest. */
  readonly iteration?: number | undefined;
  /** Receives what is odd about the run or its data, a sentence each. */
  readonly warn?: ((message: string) => void) | undefined;
}
