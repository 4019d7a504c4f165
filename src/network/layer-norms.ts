/** What is measured of a layer at a training step (the spec's `norms`). */
export const NORMS = ['activation', 'gradient', 'update', 'weight'] as const;

/** Norms of a layer at a training step. */
export interface LayerNorms {
  /** Display name of the layer. */
  readonly layer: string;
  /** Root mean square of its activations; undefined if the step does not compute the layer. */
  readonly activation: number | undefined;
  /** L2 norms over all its parameters: of the gradient of the loss, of their change by the step, of their values before it. */
  readonly gradient: number;
  readonly update: number;
  readonly weight: number;
}
