/** Changes to a spec, as by the options of `dropin run`. */
export interface SpecChanges {
  /** `path=value` each, applied in order. The value is YAML. */
  readonly set?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  /** Factor for every length in iterations. */
  readonly scale?: number | undefined;
  /** Number of training steps; not scaled. */
  readonly iterations?: number | undefined;
}

/** Where a run goes. */
export interface PlaceOptions {
  /** Folder of all runs; by default DROPIN_RESULTS or `results`. */
  readonly results?: string | undefined;
  /** Folder of this run; by default it is named after the spec, in `results`. */
  readonly out?: string | undefined;
}
